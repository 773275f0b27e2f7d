"""Indicators: set, taken back, taken in from tables, and the keys of the zone's own. The code asks no question and prints nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gridlog.core.event import Json, natural_row, quoted
from gridlog.core.months import Period, heading_month, month_of, parse_period
from gridlog.core.nouns.indicator.entry import NO_FIGURE, read_figure
from gridlog.core.nouns.indicator.life import INDICATORS, key_of
from gridlog.core.nouns.indicator_key.life import STANDARD, IndicatorKey, is_key
from gridlog.core.roster import change
from gridlog.errors import GridlogError, NotFound, Refused, Usage
from gridlog.intake.indicators import KEY, MONTH, Found, names_of, open_indicators
from gridlog.intake.lines import Line, heading_text, tidy
from gridlog.reports import indicators
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.work.desk import Desk
from gridlog.work.noun_files import LISTED, Tally, all_or_none

BATCH = 500


def month_typed(desk: Desk, typed: str) -> str:
    """Return the month that was typed, such as 2022-06. Raises Usage for other words and for a month ahead."""
    period = parse_period(typed, desk.today)
    if period.first != period.last:
        raise Usage("indicator.one_month", text=typed)
    return _begun(desk, period.months[0])


def period_typed(desk: Desk, typed: str) -> Period:
    """Return the period that was typed. Raises Usage for other words and for one that has not begun."""
    period = parse_period(typed, desk.today)
    _begun(desk, period.months[0])
    return period


def period_shown(desk: Desk, typed: str | None) -> Period | None:
    """Return the period that was typed, else the last month with figures; None where there are no figures. Raises Usage."""
    if typed is not None:
        return period_typed(desk, typed)
    last = indicators.last_month(desk.store.connection)
    return month_of(last) if last else None


def _begun(desk: Desk, month: str) -> str:
    if month > f"{desk.today:%Y-%m}":
        raise Usage("indicator.ahead", month=month)
    return month


def key_typed(desk: Desk, typed: str) -> IndicatorKey:
    """Return the key that was typed: the key itself, or its name. Raises Usage."""
    keys = indicators.keys(desk.store.connection)
    found = names_of(keys).get(heading_text(typed))
    if found is None:
        raise Usage("indicator.unknown_key", key=typed, known=_listed(keys))
    return keys[found]


def _listed(keys: Mapping[str, IndicatorKey]) -> str:
    return ", ".join(f"{key} {one.zh}" for key, one in keys.items())


def set_value(desk: Desk, enterprise: str, month: str, key: IndicatorKey, typed: str) -> str:
    """Put a figure on record. Returns the figure that stood there before, empty for none.

    Raises Refused where the same figure is there, Usage for what is no figure.
    """
    value = read_figure(typed, key, month)
    with desk.write() as writer:
        before = indicators.value_at(writer.connection, key_of(enterprise, month, key.key))
        if before == value:
            raise Refused("roster.same")
        writer.append("indicator.set", {"value": value}, f"indicator/{key_of(enterprise, month, key.key)}")
    return before


def clear_value(desk: Desk, enterprise: str, month: str, key: IndicatorKey, why: str) -> str:
    """Take a figure back, and return it. Raises NotFound where there is none."""
    with desk.write() as writer:
        before = indicators.value_at(writer.connection, key_of(enterprise, month, key.key))
        if not before:
            raise NotFound("indicator.none", enterprise=enterprise, month=month, key=key.key)
        writer.append("indicator.cleared", {"why": why}, f"indicator/{key_of(enterprise, month, key.key)}")
    return before


def save_key(desk: Desk, key: str, given: Mapping[str, Json]) -> bool:
    """Put a key of the zone's own on record, or change one. Returns whether it is new.

    Raises Usage for a key that cannot be one and for a new one without its names and unit; Refused for a standard key,
    for a name that another key has, and where nothing changes.
    """
    if not is_key(key):
        raise Usage("indicator.key_form", key=key)
    if key in {one.key for one in STANDARD}:
        raise Refused("indicator.key_standard", key=key)
    with desk.write() as writer:
        keys = indicators.keys(writer.connection)
        old = keys.pop(key, None)
        missing = [] if old else [f"--{name}" for name in ("zh", "en", "unit") if not given.get(name)]
        if missing:
            raise Usage("indicator.key_fields", missing=", ".join(missing))
        names = names_of(keys)
        for name in (key, given.get("zh"), given.get("en")):
            if name and (other := names.get(heading_text(str(name)))):
                raise Refused("indicator.key_taken", name=name, key=other)
        changed = change(old._asdict() if old else {}, given)
        if not changed:
            raise Refused("roster.same")
        writer.append("indicator_key.saved", changed, f"indicator_key/{key}")
    return old is None


class Options(NamedTuple):
    """How a table is to be taken in. `period` says the month or the year where the table does not, `key` the key."""

    period: Period | None = None
    key: IndicatorKey | None = None
    dry_run: bool = False
    skip_bad: bool = False


def take_in(desk: Desk, path: str, options: Options) -> Tally:
    """Take in a table of figures: all of them or none, unless bad ones are skipped; none of a dry run.

    Returns what became of the figures, and of how many enterprises and months the good ones are. A figure is new where none
    was on record, changed where it replaces another one. Raises Usage when the table lacks a column, or has no figures.
    """
    keys = indicators.keys(desk.store.connection)
    names = names_of(keys)
    found = open_indicators(path, names, options.period.year if options.period else None)
    _mind_layout(found, options, keys)

    def take(writer: Writer) -> Tally:
        return _Taker(desk, writer, found, options, keys, names).take()

    return all_or_none(desk, path, take, dry_run=options.dry_run, skip_bad=options.skip_bad)


def _mind_layout(found: Found, options: Options, keys: Mapping[str, IndicatorKey]) -> None:
    """Raise Usage unless the table, with the options, says of each figure which month and which key it is of."""
    path = found.sheet.name
    if found.months and found.keys:
        raise Usage(
            "indicator.layout", path=path, months=", ".join(found.months[:3]), keys=", ".join(found.keys[:3])
        )
    if not (found.months or found.keys or found.has("value")):
        raise Usage("import.columns", path=path, missing="数值 value", seen=", ".join(found.sheet.headings))
    has_month = found.months or found.has("month")
    if not has_month and options.period is None:
        raise Usage("indicator.no_month", path=path)
    if not has_month and options.period and options.period.first != options.period.last:
        raise Usage("indicator.one_month", text=options.period.name)
    if not (found.keys or found.has("key") or options.key):
        raise Usage("indicator.no_key", path=path, known=_listed(keys))


Figure = tuple[int, str, str, str, str]  # row of the file, enterprise, month, key, value


class _Taker:
    """Takes the figures of one table within one transaction."""

    def __init__(
        self,
        desk: Desk,
        writer: Writer,
        found: Found,
        options: Options,
        keys: Mapping[str, IndicatorKey],
        names: Mapping[str, str],
    ) -> None:
        self.desk = desk
        self.writer = writer
        self.found = found
        self.options = options
        self.keys = keys
        self.names = names
        self.new = self.changed = self.known = self.bad_count = 0
        self.bad: list[tuple[int, GridlogError]] = []
        self._seen: dict[str, tuple[int, str]] = {}  # the row and the figure that the table said, by code
        self._enterprises: dict[tuple[str, str], str | GridlogError] = {}
        self._months: dict[str, str] = {}
        self._this_month = f"{desk.today:%Y-%m}"
        self._keys: dict[str, IndicatorKey] = {}
        self._of = (set[str](), set[str]())  # the enterprises and the months with a good figure
        self._by_month = [(one, one.removeprefix(MONTH)) for one in found.sheet.keys if one.startswith(MONTH)]
        self._by_key = [(one, keys[one.removeprefix(KEY)]) for one in found.sheet.keys if one.startswith(KEY)]

    def take(self) -> Tally:
        """Take all figures, and return what became of them; a bad one is counted and changes nothing."""
        batch: list[Figure] = []
        for line in self.found.sheet.lines:
            try:
                line.check()
                enterprise = self._enterprise(line)
                for month, key, cell in self._cells(line.cells):
                    if figure := self._figure(line.number, enterprise, month, key, cell):
                        batch.append(figure)
            except GridlogError as problem:
                self._add_bad(line.number, problem)
            if len(batch) >= BATCH:
                self._write(batch)
                batch = []
        self._write(batch)
        enterprises, months = self._of
        of = {"enterprises": len(enterprises), "months": len(months)}
        return Tally(
            self.found.sheet, self.new, self.changed, self.known, tuple(self.bad), self.bad_count, of
        )

    def _add_bad(self, number: int, problem: GridlogError) -> None:
        self.bad_count += 1
        if len(self.bad) < LISTED:
            self.bad.append((number, problem))

    def _cells(self, cells: Mapping[str, str]) -> Iterator[tuple[str, IndicatorKey, str]]:
        """Yield the month, the key and the cell of each figure of a line. Raises Usage."""
        if self._by_month:
            key = self._key(cells)
            for column, month in self._by_month:
                yield month, key, cells.get(column, "")
        else:
            month = self._month(cells)
            for column, key in self._by_key:
                yield month, key, cells.get(column, "")
            if not self._by_key:
                yield month, self._key(cells), cells.get("value", "")

    def _figure(
        self, number: int, enterprise: str, month: str, key: IndicatorKey, cell: str
    ) -> Figure | None:
        """Return a figure that the table says for the first time, None for an empty cell and for a bad one."""
        if cell.strip() in NO_FIGURE:
            return None
        try:
            if month > self._this_month:
                raise Usage("indicator.ahead", month=month)
            plain = cell if cell.isdecimal() else tidy("value", cell)
            value = read_figure(plain, key, month)
            code = key_of(enterprise, month, key.key)
            line, said = self._seen.setdefault(code, (number, value))
            if said != value:
                raise Usage(
                    "indicator.twice", enterprise=enterprise, month=month, key=key.key, line=line, value=said
                )
        except GridlogError as problem:
            self._add_bad(number, problem)
            return None
        if line != number:
            self.known += 1
            return None
        return number, enterprise, month, key.key, value

    def _enterprise(self, line: Line) -> str:
        for column in ("enterprise_code", "uscc", "enterprise"):
            if typed := line.cells.get(column, "").strip():
                found = self._enterprises.get((column, typed))
                if found is None:
                    found = self._enterprises[column, typed] = self._find(column, typed)
                if isinstance(found, GridlogError):
                    raise found
                return found
        raise Usage("import.cell_missing", column="企业编号")

    def _find(self, column: str, typed: str) -> str | GridlogError:
        connection = self.writer.connection
        try:
            if column == "uscc":
                return indicators.with_credit_code(connection, tidy("uscc", typed))
            return lookup.find(
                connection, "enterprise", tidy("code", typed) if column != "enterprise" else typed
            ).code
        except GridlogError as problem:
            return problem

    def _month(self, cells: Mapping[str, str]) -> str:
        typed = cells.get("month", "").strip()
        if not typed:
            if self.options.period and self.options.period.first == self.options.period.last:
                return self.options.period.months[0]
            raise Usage("import.cell_missing", column="月份")
        if typed not in self._months:
            self._months[typed] = self._read_month(typed)
        return self._months[typed]

    def _read_month(self, typed: str) -> str:
        year = self.options.period.year if self.options.period else None
        plain = tidy("code", typed)
        bare = f"{plain}月" if plain.isdecimal() and len(plain) <= 2 else plain
        month = heading_month(bare, year)
        if not month:
            raise Usage("indicator.one_month", text=typed)
        return month

    def _key(self, cells: Mapping[str, str]) -> IndicatorKey:
        typed = cells.get("key", "").strip()
        if not typed:
            if self.options.key:
                return self.options.key
            raise Usage("import.cell_missing", column="指标")
        if typed not in self._keys:
            found = self.names.get(heading_text(typed))
            if found is None:
                raise Usage("indicator.unknown_key", key=typed, known=_listed(self.keys))
            self._keys[typed] = self.keys[found]
        return self._keys[typed]

    def _write(self, batch: Iterable[Figure]) -> None:
        """Write down the figures that are not on record; the writer gathers them."""
        named = {key_of(*figure[1:4]): figure for figure in batch}
        if not named:
            return
        stand, events = indicators.on_record(self.writer.connection, list(named))
        for code, (_, enterprise, month, key, value) in named.items():
            self._of[0].add(enterprise)
            self._of[1].add(month)
            row = natural_row(f"indicator/{code}")
            if stand.get(code) == value:
                self.known += 1
                continue
            if code in stand and stand[code] is not None:
                self.changed += 1
            else:
                self.new += 1
            if row in events and (events[row] is None or code not in stand):
                self.writer.append("indicator.set", {"value": value}, f"indicator/{code}")
                continue
            spelled = f'{{"value":{quoted(value)}}}'
            cells = [(INDICATORS, (enterprise, month, key, value))]
            self.writer.put("indicator.set", spelled, f"indicator/{code}", events.get(row), cells)
