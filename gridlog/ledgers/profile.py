"""A profile tells how an office wants its form filled: a small TOML file maps our columns to the office's columns.

Source: toml.io v1.0.0; the keys that a column may come from are those of the queries in
`gridlog.ledgers.queries`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from gridlog.errors import Usage
from gridlog.ledgers.columns import Column
from gridlog.ledgers.layout import DATED, PARTS, WORDS, Field, Layout, strange_parts
from gridlog.ledgers.queries import Query

SETTINGS = ("sheet", "title", "words", "column")
OF_A_COLUMN = ("heading", "from", "value", "format", "words")
FORBIDDEN = set("[]:*?/\\")
LONGEST_NAME = 31
Table: TypeAlias = Mapping[str, object]
MOST = (1 << 63) - 1  # the greatest number that SQLite holds


class Wanted(NamedTuple):
    """A column that the office wants: filled from `key` of our columns, or with the same `value` in every row."""

    heading: str
    key: str
    value: str | int
    dates: str
    words: str


class Profile(NamedTuple):
    """A profile that was read from a file; error messages name `path`."""

    path: str
    columns: tuple[Wanted, ...]
    titles: tuple[str, ...]
    sheet: str


def read_profile(toml: str, path: str) -> Profile:
    """Read a profile from a TOML text. Raises Usage, with the place, for anything that has no meaning."""
    try:
        told = tomllib.loads(toml)
    except ValueError as problem:  # the text is not TOML, or a number in it is too long to be read
        raise Usage("profile.toml", path=path, reason=problem) from None
    _mind_keys(told, SETTINGS, path, "")
    words = _words(told, path, "", "zh")
    title = told.get("title", [])
    titles = [title] if isinstance(title, str) else title
    if not isinstance(titles, list) or not all(isinstance(one, str) for one in titles):
        raise Usage("profile.wanting", path=path, where="title", wanted='title = ["…", "…"]')
    tables = told.get("column")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise Usage("profile.wanting", path=path, where="column", wanted="[[column]]")
    columns = tuple(_column(table, path, f"column {at}", words) for at, table in enumerate(tables, 1))
    return Profile(path, columns, tuple(map(_clean, titles)), _sheet(told, path))


def _mind_keys(table: Table, known: Sequence[str], path: str, where: str) -> None:
    for key in table:
        if key not in known:
            raise Usage("profile.unknown", path=path, where=where or "—", value=key, known=", ".join(known))


def _column(table: Table, path: str, where: str, words: str) -> Wanted:
    _mind_keys(table, OF_A_COLUMN, path, where)
    heading, key = _text(table, "heading", path, where), _text(table, "from", path, where)
    value = table.get("value", "")
    if "heading" not in table:
        raise Usage("profile.wanting", path=path, where=where, wanted='heading = "…"')
    if ("from" in table) is ("value" in table):
        raise Usage("profile.wanting", path=path, where=where, wanted='from = "…" | value = "…"')
    if type(value) not in (str, int) or (isinstance(value, int) and abs(value) > MOST):
        raise Usage("profile.wanting", path=path, where=where, wanted='value = "…"')
    dates = _text(table, "format", path, where)
    if strange := strange_parts(dates):
        raise Usage(
            "profile.unknown", path=path, where=f"{where} format", value=strange[0], known=" ".join(PARTS)
        )
    constant = _clean(value) if isinstance(value, str) else int(str(value))
    return Wanted(_clean(heading), key, constant, _clean(dates), _words(table, path, where, words))


def _text(table: Table, key: str, path: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise Usage("profile.wanting", path=path, where=where or key, wanted=f'{key} = "…"')
    return value


def _words(table: Table, path: str, where: str, default: str) -> str:
    chosen = _text(table, "words", path, where) or default
    if chosen not in WORDS:
        place = f"{where} words".strip()
        raise Usage("profile.unknown", path=path, where=place, value=chosen, known=", ".join(WORDS))
    return chosen


def _sheet(told: Table, path: str) -> str:
    name = _clean(_text(told, "sheet", path, ""))
    is_fit = not (set(name) & FORBIDDEN or name.startswith("'") or name.endswith("'"))
    if not is_fit or len(name.encode("utf-16-le")) > 2 * LONGEST_NAME or name.lower() == "history":
        raise Usage("profile.sheet", path=path, value=name, most=LONGEST_NAME)
    return name


def _clean(text: str) -> str:
    """Return a text that any file can hold: without control characters except line ends."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def applied(profile: Profile, script: Query, ledger: Query, sheet: str) -> tuple[Query, Layout]:
    """Return the query and layout of a profile over one list; `sheet` names the sheet when the profile does not.

    When both dialects have a key, the column of the ledger counts, with names in place of codes, unless the
    profile wants the raw value. Raises Usage for an unknown key, with a list of the known keys.
    """
    pools = {"raw": {**_pool(ledger), **_pool(script)}, "": {**_pool(script), **_pool(ledger)}}
    fields, cells = [], []
    constants: dict[str, str | int] = {}
    for at, wanted in enumerate(profile.columns, 1):
        column, cell = _source(wanted, pools.get(wanted.words, pools[""]), profile.path, at)
        if not wanted.key:
            constants[cell.removeprefix(":")] = wanted.value
        fields.append(Field(wanted.heading, column, wanted.words, wanted.dates))
        cells.append(cell)
    query = script.with_cells([field.column for field in fields], cells)
    query = query._replace(parameters={**ledger.parameters, **script.parameters, **constants})
    return query, Layout(tuple(fields), profile.titles, profile.sheet or sheet)


def _pool(query: Query) -> dict[str, tuple[Column, str]]:
    pairs = zip(query.columns, query.cells, strict=True)
    return {column.key: (column, cell) for column, cell in pairs}


def _source(wanted: Wanted, pool: Mapping[str, tuple[Column, str]], path: str, at: int) -> tuple[Column, str]:
    where = f"column {at}"
    dated = [key for key, (column, _) in pool.items() if column.kind in DATED]
    if not wanted.key:
        if wanted.dates:
            raise Usage("profile.wanting", path=path, where=where, wanted='from = "…"')
        kind = "number" if isinstance(wanted.value, int) else "text"
        return Column("", wanted.heading, wanted.heading, kind), f":constant_{at}"
    if wanted.key not in pool:
        known = ", ".join(pool)
        raise Usage("profile.unknown", path=path, where=f"{where} from", value=wanted.key, known=known)
    if wanted.dates and wanted.key not in dated:
        known = ", ".join(dated) or "—"
        raise Usage("profile.unknown", path=path, where=f"{where} format", value=wanted.key, known=known)
    return pool[wanted.key]
