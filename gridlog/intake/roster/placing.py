"""Blocks and grids: the places that a table lists, and the places that the columns of another table name."""

import re
from collections.abc import Mapping
from typing import cast

from gridlog.core.coding import place_code
from gridlog.core.event import Json
from gridlog.core.phone import is_spoilt, read_phone
from gridlog.core.roster import check_code
from gridlog.core.tree import level_name
from gridlog.errors import GridlogError, NotFound, Refused, Usage
from gridlog.intake.lines import Line
from gridlog.intake.roster.known import Place
from gridlog.intake.roster.plan import At, Claim, Plan, told
from gridlog.intake.roster.rolls import Roll
from gridlog.words.vocabulary import read

OWN_CODE = re.compile(r"[A-Za-z]+[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*")
SEVERAL = re.compile(r"[、,，;；\n]+")


def take_grids(plan: Plan, roll: Roll) -> None:
    """Take the rows of a table of grids. The parents are looked up when all rows are known."""
    parents: list[tuple[At, str, str]] = []
    for line in roll.lines:
        at = At(roll.sheet.name, roll.sheet.tab, line.number)
        try:
            line.check()
            code = _take_grid(plan, roll, line, at)
            if parent := told(line.cells, "g.parent"):
                parents.append((at, code, parent))
        except GridlogError as problem:
            plan.fail(at, problem)
    _hang(plan, parents)


def _take_grid(plan: Plan, roll: Roll, line: Line, at: At) -> str:
    """Take one row. Returns its grid, or its block when the row names no grid."""
    cells = line.cells
    block = _block(plan, cells, at)
    if roll.is_script or told(cells, "g.code"):
        code = check_code(cells.get("g.code", ""), "grid")
        _save_grid(plan, code, cells, block, at)
    elif told(cells, "g.name"):
        code = _named(plan, told(cells, "g.name"), block, at, told(cells, "g.parent"))
        _save_grid(plan, code, cells, block, at)
    elif block:
        code = block
    else:
        raise Usage("argument.missing", name="name")
    plan.count("grid", code, at)
    claim(plan, cells, code, at)
    return code


def _save_grid(plan: Plan, code: str, cells: Mapping[str, str], block: str, at: At) -> None:
    is_new = not plan.wish("grid", code, at).old
    if is_new and not cells.get("g.name") and code not in plan.places.of:
        raise Usage("argument.missing", name="name")
    values: dict[str, Json] = {key: cells[f"g.{key}"] for key in ("name", "remark") if cells.get(f"g.{key}")}
    if level := told(cells, "g.level"):
        values["level"] = level_name(read("grid_level", level))
    elif is_new:
        values["level"] = "grid"
    if block and is_new and not told(cells, "g.parent"):
        values["parent"] = block
    save(plan, code, values, at)


def save(plan: Plan, code: str, values: Mapping[str, Json], at: At) -> None:
    """Ask for these fields of a place, and know the place from now on."""
    plan.wish("grid", code, at).values.update(values)
    old = plan.places.of.get(code, Place("", "grid", ""))
    known = {key: cast("str", values[key]) for key in ("name", "level", "parent") if key in values}
    plan.places.put(code, old._replace(**known))


def _hang(plan: Plan, parents: list[tuple[At, str, str]]) -> None:
    """Put each place under its parent, which is meant by code or name.

    A parent that is unknown, or lies below the place, is reported.
    """
    for at, code, typed in parents:
        found = plan.places.by_code(typed) or next(iter(plan.places.by_name(typed)), "")
        save(plan, code, {"parent": found or typed}, at)
    for at, code, typed in parents:
        if plan.places.of[code].parent not in plan.places.of:
            plan.fail(at, Refused("roster.no_grid", code=typed))
        elif plan.places.is_circle(code):
            plan.fail(at, Refused("grid.cycle", code=code, parent=typed))


def places_of(plan: Plan, cells: Mapping[str, str], at: At) -> list[str]:
    """Return the codes of the grids that a row names, or of its block when it names no grid; make new ones.

    Raises Refused for an unknown code of the script dialect, NotFound for a name of several grids.
    """
    if ref := told(cells, "g.grid"):
        return [_strict(plan, ref)]
    block = _block(plan, cells, at)
    code, name = told(cells, "g.code"), told(cells, "g.name")
    if code:
        return [_coded(plan, code, name, block, at)]
    if not name:
        return [block] if block else []
    whole = plan.places.by_code(name) or plan.places.by_name(name, block)
    parts = [name] if whole else [part.strip() for part in SEVERAL.split(name) if part.strip()]
    return [_named(plan, part, block, at) for part in parts]


def _strict(plan: Plan, typed: str) -> str:
    if code := plan.places.by_code(typed):
        return code
    named = plan.places.by_name(typed)
    if len(named) != 1:
        raise Refused("roster.no_grid", code=typed)
    return named[0]


def _block(plan: Plan, cells: Mapping[str, str], at: At) -> str:
    """Return the block of a row, a new one when it is unknown; empty when the row names none."""
    typed, name = told(cells, "b.code"), told(cells, "b.name")
    if not typed and not name:
        return ""
    if found := plan.places.by_code(typed or name):
        return found
    named = (
        [code for code in plan.places.by_name(name) if plan.places.of[code].level != "grid"] if name else []
    )
    if len(named) > 1:
        raise NotFound("name.several", noun="grid", typed=name, candidates=named, count=len(named))
    if named:
        return named[0]
    own = typed or (name if OWN_CODE.fullmatch(name) else place_code(plan.places.of, name))
    code = check_code(own, "grid")
    parent = {"parent": plan.places.zone} if plan.places.zone else {}
    save(plan, code, {"name": name or typed, "level": plan.places.level, **parent}, at)
    return code


def _coded(plan: Plan, code: str, name: str, block: str, at: At) -> str:
    """Return the grid of a column 网格编号, which may hold a name; make it when neither code nor name is known."""
    if known := plan.places.by_code(code) or next(iter(plan.places.by_name(name or code, block)), ""):
        if block and block not in plan.places.above(known):
            plan.note(at, "other_block", grid=known, block=plan.places.of[block].name)
        return known
    return _make(plan, check_code(code, "grid"), name or code, block, at)


def _named(plan: Plan, name: str, block: str, at: At, parent: str = "") -> str:
    """Return the grid of a name, inside its block when the row names one; make the grid when it is unknown."""
    inside = block or plan.places.by_code(parent) or next(iter(plan.places.by_name(parent)), "")
    if known := plan.places.by_code(name):
        return known
    found = plan.places.by_name(name, inside)
    if len(found) > 1:
        grids = [code for code in found if plan.places.of[code].level == "grid"]
        found = grids if len(grids) == 1 else found
    if len(found) > 1:
        raise NotFound("name.several", noun="grid", typed=name, candidates=found, count=len(found))
    if found:
        return found[0]
    above = plan.places.of[inside].name if inside else ""
    own = name if OWN_CODE.fullmatch(name) else place_code(plan.places.of, above, name)
    return _make(plan, own, name, block, at)


def _make(plan: Plan, code: str, name: str, block: str, at: At) -> str:
    if not block and plan.places.has_blocks:
        plan.note(at, "no_block", grid=name)
    save(plan, code, {"name": name, "level": "grid", **({"parent": block} if block else {})}, at)
    return code


def claim(plan: Plan, cells: Mapping[str, str], place: str, at: At, letters: str = "odh") -> None:
    """Remember the people whom a row names in charge of its place, and of the block above it."""
    named = [letter for letter in letters if cells.get(f"{letter}.name")]
    if not named:
        return
    for letter, role, where in _posts(plan, place):
        if letter not in named:
            continue
        phone = phone_of(plan, cells, f"{letter}.phone", at)
        code = told(cells, f"{letter}.code")
        for name, own in people(told(cells, f"{letter}.name"), phone):
            plan.claims.append(Claim(at, role, name, own, where, code, cells))


def _posts(plan: Plan, place: str) -> tuple[tuple[str, str, str], ...]:
    """Return the posts that a row may name, with their roles and places: a block head holds the block."""
    return (("o", "officer", place), ("d", "deputy", place), ("h", "block_head", plan.places.block(place)))


def phone_of(plan: Plan, cells: Mapping[str, str], key: str, at: At) -> str:
    """Return the phone of a cell; report a phone that lost digits in a spreadsheet."""
    typed = told(cells, key)
    phone = typed if typed.isdecimal() and typed.isascii() else read_phone(typed)
    if is_spoilt(phone):
        plan.note(at, "phone", phone=phone)
    return phone


_PHONE = re.compile(r"1[3-9][0-9]{9}")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


def people(cell: str, phone: str) -> list[tuple[str, str]]:
    """Return the names of a cell, each with its phone.

    Examples: 张三、李四; 张三 13800000001; two letters with a blank between them.
    """
    inside = _PHONE.findall(cell)
    phones = _PHONE.findall(phone) if len(_PHONE.findall(phone)) > 1 else [phone]
    bare = _BRACKETS.sub("", _PHONE.sub(" ", cell))
    names = [_tight(part) for part in SEVERAL.split(bare.replace("/", "、").replace("／", "、"))]
    names = [one for name in names for one in (name.split() if _is_list(name) else [name]) if one]
    if len(names) == 1:
        return [(names[0], phone or (inside[0] if inside else ""))]
    own = phones if len(phones) == len(names) else inside if len(inside) == len(names) else [""] * len(names)
    return list(zip(names, own, strict=True))


def _tight(name: str) -> str:
    """Return 张　三 without the blank that makes it as wide as a name of three letters."""
    parts = name.split()
    return "".join(parts) if parts and all(len(part) == 1 for part in parts) else " ".join(parts)


def _is_list(name: str) -> bool:
    """Return whether blanks stand between names, as in 张三 李四, and not inside one name."""
    parts = name.split()
    return len(parts) > 1 and all(2 <= len(part) <= 3 and not part.isascii() for part in parts)
