"""Enterprises: which enterprise a row means, what the row says of it, and which other enterprises may be the same."""

import re
from collections.abc import Mapping

from gridlog.core import roster
from gridlog.core.coding import made_code
from gridlog.core.event import Json
from gridlog.core.nouns.enterprise import life
from gridlog.core.phone import read_phone
from gridlog.core.roster import check_code, folded
from gridlog.errors import GridlogError, NotFound, Refused, Usage
from gridlog.intake.lines import Line
from gridlog.intake.roster.known import Firm
from gridlog.intake.roster.placing import claim, people, phone_of, places_of
from gridlog.intake.roster.plan import MASK, At, Plan, told
from gridlog.intake.roster.rolls import Roll

NO = ("0", "否", "一般", "非重点", "no", "false")
STATUSES = {
    "正常": "投产", "正常生产": "投产", "正常经营": "投产", "在产": "投产", "生产": "投产", "已投产": "投产", "在营": "投产",
    "存续": "投产", "建设中": "在建", "筹建": "在建", "停业": "停产", "歇业": "停产", "半停产": "停产", "已注销": "注销", "吊销": "注销",
}  # fmt: skip
AS_WRITTEN = ("name", "remark")  # in these fields 无 is a remark
_COMMAS = re.compile(r"[、,，;；]")
_LINES = re.compile(r"\n(?!\s*[(（])")
_BREAK = re.compile(r"\s*\n\s*")
SCALES = {"是": "规上", "否": "规下", "1": "规上", "0": "规下"}


def take_enterprises(plan: Plan, roll: Roll) -> None:
    """Take the rows of a table of enterprises.

    A row that names only a grid or an officer makes that grid or officer.
    """
    said = _said(roll)
    taken: list[tuple[At, str]] = []
    plan.expect("enterprise", len(roll.lines))
    for line in roll.lines:
        at = At(roll.sheet.name, roll.sheet.tab, line.number)
        try:
            line.check()
            for cells in _each(roll, line):
                taken += [(at, code) for code in [_take(plan, roll, cells, at, said)] if code]
        except GridlogError as problem:
            plan.fail(at, problem)
    _mind_no_grid(plan, taken)
    for at, code in taken:
        if code not in plan.firm_rows:
            _mind_twins(plan, code, at)
            plan.firm_rows[code] = at


def _each(roll: Roll, line: Line) -> list[Mapping[str, str]]:
    """Return the cells of a row, once for each enterprise that the row names, with its name in one line."""
    name = line.cells.get("e.name", "")
    if not name or not (roll.has_charges or "\n" in name):
        return [line.cells]
    parts = _listed(name) if roll.has_charges else [name]
    return [{**line.cells, "e.name": _BREAK.sub("", part).strip()} for part in parts]


def _listed(cell: str) -> list[str]:
    """Return the names of a cell: between commas or, in a cell without commas, on lines of their own."""
    parts = _COMMAS.split(cell) if _COMMAS.search(cell) else _LINES.split(cell)
    return [part for part in parts if part.strip()]


def _said(roll: Roll) -> dict[str, set[str]]:
    """Return the credit codes that the rows of a table give, by the name beside them."""
    said: dict[str, set[str]] = {}
    for line in () if roll.is_script else roll.lines:
        name, uscc = line.cells.get("e.name", ""), line.cells.get("e.uscc", "")
        said.setdefault(folded(name), set()).add(uscc.upper())
    return said


def _take(plan: Plan, roll: Roll, cells: Mapping[str, str], at: At, said: Mapping[str, set[str]]) -> str:
    """Take one row. Returns the code of its enterprise, empty when the row names none."""
    places = places_of(plan, cells, at)
    where = places[0] if places else _held(plan, cells)
    claim(plan, cells, where, at)
    if not any(cell for key, cell in cells.items() if key.startswith("e.")) and not roll.is_script:
        return ""
    name, uscc, typed = cells.get("e.name", ""), told(cells, "e.uscc"), cells.get("e.code", "")
    if into := plan.firms.merged(typed, name):
        plan.note(at, "merged", code=typed, name=name, into=into)
        return ""
    if typed or roll.is_script:
        code = _coded(plan, check_code(typed, "enterprise"), name)
    else:
        code = _meant(plan, name, uscc, at, said)
    wish = plan.wish("enterprise", code, at)
    if not name and code not in plan.firms.of:
        raise Usage("argument.missing", name="name" if roll.is_script else "企业名称 name")
    wish.values.update(_values(plan, cells, wish.old, at))
    plan.count("enterprise", code, at, "" if typed else name)
    if where:
        wish.grid = where
    old = plan.firms.of.get(code, Firm("", ""))
    if old != (now := Firm(name or old.name, uscc or old.uscc)):
        plan.firms.put(code, now)
    return code


def _held(plan: Plan, cells: Mapping[str, str]) -> str:
    """Return the grid that the officer of a row holds, for a row that names no place: one grid, one officer."""
    named = people(told(cells, "o.name"), read_phone(told(cells, "o.phone")))
    found = plan.people.match(*named[0], ()) if len(named) == 1 and named[0][0] else []
    return plan.people.of[found[0]].grid if len(found) == 1 else ""


def _mind_no_grid(plan: Plan, taken: list[tuple[At, str]]) -> None:
    """Say how many new enterprises are in no grid, for no report of grids has them."""
    without = [(at, code) for at, code in taken if not plan.wish("enterprise", code, at).grid]
    new = [(at, code) for at, code in without if not plan.wish("enterprise", code, at).old]
    if new:
        plan.note(new[0][0], "no_grid", count=len(new), name=plan.firms.of[new[0][1]].name)


def _coded(plan: Plan, code: str, name: str) -> str:
    """Return a code as given.

    Raises Refused when its enterprise has another name and another code has the name of the row.
    """
    known = plan.firms.of.get(code)
    if known and name and folded(known.name) != folded(name):
        others = [one for one in plan.firms.by_name(name) if one != code]
        if others and not plan.is_asked("enterprise", code):
            raise Refused("roster.other_code", code=code, name=known.name, typed=name, other=others[0])
    return code


def _meant(plan: Plan, name: str, uscc: str, at: At, said: Mapping[str, set[str]]) -> str:
    """Return the code of the enterprise with this name or this credit code, or a new code made from the name.

    The name counts before the credit code. Two rows of one name and two credit codes are two enterprises. Raises
    NotFound when several enterprises may be meant.
    """
    if not name:
        found = plan.firms.by_credit(uscc)
        if len(found) != 1:
            raise Usage("argument.missing", name="企业名称 name")
        return found[0]
    named = plan.firms.by_name(name)
    fitting = [code for code in named if not uscc or not _is_another(plan, code, uscc, said)]
    exact = [code for code in fitting if uscc and plan.firms.of[code].uscc == uscc]
    found = exact or fitting
    if len(found) > 1:
        raise NotFound("name.several", noun="enterprise", typed=name, candidates=found, count=len(found))
    if found:
        return found[0]
    renamed = [
        code
        for code in plan.firms.by_credit(uscc)
        if not plan.is_asked("enterprise", code) and folded(plan.firms.of[code].name) not in said
    ]
    if not named and len(renamed) == 1:
        plan.note(at, "renamed", code=renamed[0], old=plan.firms.of[renamed[0]].name, name=name)
        return renamed[0]
    return made_code("enterprise", plan.firms.of, name, *([uscc] if named else []))


def _is_another(plan: Plan, code: str, uscc: str, said: Mapping[str, set[str]]) -> bool:
    """Return whether an enterprise of this name is another enterprise than the one with the credit code.

    It is another one when several have the name, or when another row gives the name with the known credit code.
    Otherwise the credit code was corrected.
    """
    name, own = plan.firms.of[code]
    if not own or own.upper() == uscc.upper():
        return False
    is_told_apart = own.upper() in said.get(folded(name), ()) or plan.is_asked("enterprise", code)
    return is_told_apart or len(plan.firms.by_name(name)) > 1


def _values(plan: Plan, cells: Mapping[str, str], old: Mapping[str, Json], at: At) -> dict[str, Json]:
    """Return the fields that a row gives; an empty or masked cell leaves the stored field as it is."""
    values: dict[str, Json] = {key: cell for key in life.ENTERPRISE_TEXTS if (cell := _text(cells, key))}
    if phone := phone_of(plan, cells, "e.phone", at):
        values["phone"] = phone
    if cells.get("e.key"):
        values["key"] = cells["e.key"].lower() not in NO
    if status := told(cells, "e.status"):
        values["status"] = STATUSES.get(status, status)
        if values["status"] not in life.STATUSES:
            plan.note(at, "status", status=status)
    if cells.get("e.scale") in SCALES:
        values["scale"] = SCALES[cells["e.scale"]]
    if (uscc := told(cells, "e.uscc")) and uscc != old.get("uscc") and not roster.is_credit_code(uscc):
        plan.note(at, "credit", uscc=uscc)
    return values


def _text(cells: Mapping[str, str], key: str) -> str:
    cell = cells.get(f"e.{key}", "") if key in AS_WRITTEN else told(cells, f"e.{key}")
    return "" if MASK in cell else cell


def _mind_twins(plan: Plan, code: str, at: At) -> None:
    """Say which other enterprises of the roster, or of the rows above, may be the same one."""
    firm = plan.firms.of[code]
    for why, others in (("credit_twin", plan.firms.by_credit(firm.uscc)), ("twin", plan.firms.twins(code))):
        for other in others:
            if other == code or (plan.is_asked("enterprise", other) and other not in plan.firm_rows):
                continue
            is_same = folded(plan.firms.of[other].name) == folded(firm.name)
            plan.note(
                at,
                "same_name" if is_same and why == "twin" else why,
                name=firm.name, other=other, its=plan.firms.of[other].name, row=plan.firm_rows.get(other), uscc=firm.uscc,
            )  # fmt: skip
