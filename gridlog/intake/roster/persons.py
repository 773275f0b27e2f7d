"""Officers: the officers that a table lists, and the people whom a list of grids or enterprises names in charge."""

from collections.abc import Mapping
from unicodedata import normalize

from gridlog.core.coding import made_code
from gridlog.core.event import Json
from gridlog.core.position import Duty, duty
from gridlog.core.roster import check_code, folded
from gridlog.core.rules import whole
from gridlog.errors import GridlogError, NotFound, Usage
from gridlog.intake.lines import Line
from gridlog.intake.roster.known import Person
from gridlog.intake.roster.placing import claim, people, phone_of, places_of
from gridlog.intake.roster.plan import At, Claim, Plan, told
from gridlog.intake.roster.rolls import Roll
from gridlog.words.vocabulary import read

MOST = 50
UNIT, POSITION = "单位：", "职务："


def take_officers(plan: Plan, roll: Roll) -> None:
    """Take the rows of a table of officers. A row that names a grid but no person makes the grid."""
    plan.expect("officer", len(roll.lines))
    for line in roll.lines:
        at = At(roll.sheet.name, roll.sheet.tab, line.number)
        try:
            line.check()
            _take_row(plan, roll, line, at)
        except GridlogError as problem:
            plan.fail(at, problem)


def _take_row(plan: Plan, roll: Roll, line: Line, at: At) -> None:
    cells = line.cells
    places = places_of(plan, cells, at)
    phone = phone_of(plan, cells, "o.phone", at)
    claim(plan, cells, places[0] if places else "", at, "dh")
    if roll.is_script:
        _take(plan, cells, cells.get("o.name", ""), phone, places, at, is_script=True)
        return
    named = people(told(cells, "o.name"), phone)
    if not any(name for name, _ in named) and not told(cells, "o.code"):
        if not places:
            raise Usage("argument.missing", name="姓名 name")
        for code in places:
            plan.count("grid", code, at)
        return
    for name, own in named or [("", phone)]:
        _take(plan, cells, name, own, places, at, is_script=False)


def _take(
    plan: Plan, cells: Mapping[str, str], name: str, phone: str, places: list[str], at: At, is_script: bool
) -> None:
    typed = cells.get("o.code", "")
    code = check_code(typed, "officer") if typed or is_script else _who(plan, name, phone, places)
    wish = plan.wish("officer", code, at)
    if not wish.old and not name and code not in plan.people.of:
        raise Usage("argument.missing", name="name")
    grid = places[0] if places else None
    wish.values.update(_values(plan, cells, name, phone, wish.old, grid, at))
    plan.count("officer", code, at, "" if typed else name)
    if grid:
        wish.grid = grid
        _mind_several(plan, name or code, places, at)
    old = plan.people.of.get(code, Person(name, "", ""))
    plan.people.put(code, Person(name or old.name, phone or old.phone, grid or old.grid))


def _who(plan: Plan, name: str, phone: str, places: list[str]) -> str:
    """Return the code of the person meant, a new code for a new person. Raises NotFound when several may be meant."""
    found = plan.people.match(name, phone, places)
    if len(found) > 1:
        raise NotFound("name.several", noun="officer", typed=name, candidates=found, count=len(found))
    if found:
        return found[0]
    return made_code("officer", plan.people.of, name, phone or (places[0] if places else ""))


def _values(
    plan: Plan,
    cells: Mapping[str, str],
    name: str,
    phone: str,
    old: Mapping[str, Json],
    grid: str | None,
    at: At,
) -> dict[str, Json]:
    """Return the fields that a row gives; an empty or masked cell leaves the stored field as it is."""
    values: dict[str, Json] = {key: cell for key, cell in (("name", name), ("phone", phone)) if cell}
    if remark := _remark(cells):
        values["remark"] = remark
    role, owes = _role(plan, cells, grid, at)
    if role or not old:
        values["role"] = role or "officer"
    if owes is False or (owes and _was_excused(old)):
        values["quota"] = None if owes else 0
    if told(cells, "o.quota"):
        values["quota"] = quota(cells["o.quota"])
    return values


def _role(plan: Plan, cells: Mapping[str, str], grid: str | None, at: At) -> tuple[str, bool | None]:
    """Return the role that 角色 or 职务 means, and whether its visits are owed when the position says so."""
    typed, position = told(cells, "o.role"), told(cells, "o.position")
    if typed:
        known = duty(typed) if "o.position" in cells or not typed.isascii() else None
        try:
            return read("role", typed), None
        except Usage:
            if known is None:
                raise
            return _on_duty(known)
    if not position:
        return "", None
    found = duty(position)
    if found is None:
        plan.note(at, "position_in_grid" if grid else "position", position=position)
        return "", bool(grid)
    return _on_duty(found)


def _was_excused(old: Mapping[str, Json]) -> bool:
    """Return whether an officer owes no visits because of the position, and not because a person decided it."""
    before = str(old.get("remark", "")).partition(POSITION)[2].partition("；")[0]
    known = duty(before) if before else None
    return bool(before) and old.get("quota") == 0 and (known is None or not known.owes)


def _on_duty(found: Duty) -> tuple[str, bool | None]:
    return found.role, found.owes if found.role == "officer" else None


def _remark(cells: Mapping[str, str]) -> str:
    """Return the remark, with the unit and the position, for which our roster has no column."""
    parts = [
        (UNIT, told(cells, "o.unit")),
        (POSITION, told(cells, "o.position")),
        ("", cells.get("o.remark", "")),
    ]
    return "；".join(label + cell for label, cell in parts if cell)


def quota(typed: str) -> int:
    """Return a whole number of visits a week, from digits of any width. Raises Usage."""
    digits = normalize("NFKC", typed).removesuffix("次")
    number = whole(digits, 0, MOST)
    if number is None:
        raise Usage("rule.range", key="quota", value=typed, low=0, high=MOST)
    return number


def _mind_several(plan: Plan, name: str, places: list[str], at: At) -> None:
    if len(places) > 1:
        plan.note(at, "several_grids", name=name, grids=places, grid=places[0])


def settle(plan: Plan) -> None:
    """Make the people whom lists name in charge, and put them where they are named.

    One person holds one grid: the grid held today when the lists name it, else the first. A person listed with a grid
    in a table of officers stays in that grid.
    """
    placed = {code for (noun, code), wish in plan.wishes.items() if noun == "officer" and wish.grid}
    for claims in _by_person(plan.claims):
        try:
            _settle(plan, claims, placed)
        except GridlogError as problem:
            plan.fail(claims[0].at, problem)


def _by_person(claims: list[Claim]) -> list[list[Claim]]:
    """Return the claims of each person.

    People are told apart by code, or by name and phone. A claim without a phone joins the only person of that name.
    """
    groups: dict[tuple[str, str], list[Claim]] = {}
    phones: dict[str, dict[str, None]] = {}
    for one in claims:
        if one.phone and not one.code:
            phones.setdefault(folded(one.name), {})[one.phone] = None
    for one in claims:
        own = phones.get(folded(one.name), {})
        phone = one.phone or (next(iter(own)) if len(own) == 1 else "")
        key = (one.code, "") if one.code else (folded(one.name), phone)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _settle(plan: Plan, claims: list[Claim], placed: set[str]) -> None:
    first = claims[0]
    leading = [one for one in claims if one.role != "deputy"] or claims
    places = list(dict.fromkeys(one.place for one in leading if one.place))
    phone = next((one.phone for one in claims if one.phone), "")
    code = check_code(first.code, "officer") if first.code else _who(plan, first.name, phone, places)
    wish = plan.wish("officer", code, first.at)
    for key, value in _claimed(plan, leading[0], phone, wish.old).items():
        wish.values.setdefault(key, value)
    held = plan.people.of[code].grid if code in plan.people.of else ""
    plan.people.put(code, Person(first.name, phone, held))
    if places and code not in placed and held not in places and leading[0].role in _may_move(wish.old):
        wish.grid = places[0]
    if len(places) > 1:
        plan.note(
            first.at,
            "several_grids",
            name=first.name,
            grids=places,
            grid=held if held in places else places[0],
        )


def _claimed(plan: Plan, one: Claim, phone: str, old: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields that a list gives of a person in charge; of a B角 or a block head only name and phone."""
    if one.role == "officer":
        return _values(plan, one.cells, "" if old else one.name, phone, old, one.place or None, one.at)
    values: dict[str, Json] = {"phone": phone} if phone else {}
    return values if old else {"name": one.name, "role": one.role, **values}


def _may_move(old: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the roles in which a list may place a person: a B角 of one grid may be in charge of another grid."""
    if not old or not old.get("grid"):
        return ("officer", "deputy", "block_head")
    return ("officer", "block_head") if old.get("role") != "deputy" else ("officer", "deputy")
