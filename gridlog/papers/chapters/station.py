"""The chapter of stations (服务站值守), as it is set."""

from collections.abc import Mapping, Sequence

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.stations import Shift, StationDay, StationSpan
from gridlog.core.nouns.duty.roster import Finding
from gridlog.ledgers.columns import Column
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Table
from gridlog.papers.parts import TOTAL, percent
from gridlog.papers.spelled import short_day
from gridlog.words.language import fill, language, listed, pick, some, two
from gridlog.words.vocabulary import shown

HEADING = two("服务站值守", "Stations")
SHEET = two("服务站", "stations")
STATION = Column("station_name", "服务站", "station")
ON_DUTY = (
    STATION,
    Column("shift", "班次", "shift", words="shift"),
    Column("officer", "值守人", "officer"),
    Column("standin", "替班", "stand-in"),
    Column("leader", "带班领导", "leader in charge"),
    Column("received", "接待企业(家次)", "received", "number"),
    Column("issues", "登记问题", "issues", "number"),
    Column("handover", "交接事项", "handover", is_long=True),
)
PERIOD = (
    STATION,
    Column("block", "所属板块", "block"),
    Column("rostered", "值守(天)", "days of duty", "number"),
    Column("gaps", "空班", "gaps", "number"),
    Column("doubles", "一人两处", "double", "number"),
    Column("on_leave", "请假", "on leave", "number"),
    Column("received", "接待企业(家次)", "received", "number"),
    Column("issues", "登记问题", "issues", "number"),
    Column("unnoted", "缺交接(天)", "no handover", "number"),
)
WRONG = ("gap", "double", "leave", "handover")


def day(figures: StationDay, _: Letter) -> Chapter:
    """Return who is on duty, and what is wrong."""
    names = figures.names
    on_duty = listed(
        fill(two("{station} {who}", "{station}: {who}"), station=names.get(station, station), who=who)
        for station, who in _on_duty(figures.shifts, names).items()
    )
    sentences = [fill(two("{on_duty}。", "{on_duty}."), on_duty=on_duty)] if on_duty else []
    sentences += _wrong(figures.findings, names, with_days=False)
    rows = tuple(_row(one, names) for one in figures.shifts)
    table = Table(pick(two("值班表", "Duties")), pick(two("值班表", "duties")), ON_DUTY, rows)
    return Chapter(pick(HEADING), tuple(sentences), (table,) if rows else ())


def _on_duty(shifts: Sequence[Shift], names: Mapping[str, str]) -> dict[str, str]:
    """Return who is on duty at each station; a person of half a day with the half."""
    of: dict[str, list[str]] = {}
    for one in shifts:
        half = "" if one.duty.shift == "day" else shown("shift", one.duty.shift, language())
        name = names.get(one.duty.officer, one.duty.officer)
        of.setdefault(one.duty.station, []).append(" ".join(filter(None, (half, name))))
    return {station: listed(people) for station, people in of.items()}


def _row(one: Shift, names: Mapping[str, str]) -> tuple[str | int, ...]:
    persons = (names.get(code, code) for code in one.duty[3:])
    station = names.get(one.duty.station, one.duty.station)
    return (station, one.duty.shift, *persons, one.received, one.issues, one.handover)


def week(figures: StationSpan, seen: Letter) -> Chapter:
    """Return the duties of a week, what was received, and each fault by name."""
    return _span(figures, seen, _wrong(figures.findings, figures.names, with_days=True))


def month(figures: StationSpan, seen: Letter) -> Chapter:
    """Return the duties of a month and what was received; faults are counted, and the table says where."""
    whole = figures.total
    counts = {"gap": whole.gaps, "double": whole.doubles, "leave": whole.on_leave, "handover": whole.unnoted}
    faults = listed(
        f"{shown('duty_finding', what, language())} {count}" for what, count in counts.items() if count
    )
    text = two("值班表存在的问题：{faults}。", "Faults of the roster: {faults}.")
    return _span(figures, seen, [fill(text, faults=faults)] if faults else [])


def _span(figures: StationSpan, seen: Letter, wrong: Sequence[str]) -> Chapter:
    whole = figures.total
    said = fill(
        two(
            "{stations} 个服务站值守 {rostered} 站天，值守覆盖 {coverage}，接待企业 {received} 家次，登记问题 {issues} 件。",
            "{stations} stations: {rostered} days of duty, covered {coverage}, {received} visits received, {issues} issues raised.",
        ),
        stations=len(figures.stations),
        rostered=whole.rostered,
        coverage=percent(whole.rostered, whole.rostered + whole.gaps),
        received=whole.received,
        issues=whole.issues,
    )
    rows = [
        (figures.names.get(one.station, one.station), seen.names.get(one.block, one.block), *one[2:])
        for one in figures.stations
    ]
    rows.append((pick(TOTAL), "", *whole[2:]))
    title = pick(two("各服务站值守情况", "duties by station"))
    table = Table(title, pick(SHEET), PERIOD, tuple(rows))
    return Chapter(pick(HEADING), (said, *wrong), annexes=(table,))


def _wrong(findings: Sequence[Finding], names: Mapping[str, str], *, with_days: bool) -> list[str]:
    """Return a sentence for each kind of fault, with the stations and persons it is about."""
    sentences = []
    for what in WRONG:
        found = [one for one in findings if one.what == what]
        if found:
            told = [_place(one, names, with_days=with_days) for one in found]
            text = two("{what} {count} 处：{told}。", "{what}, {count}: {told}.")
            word = shown("duty_finding", what, language())
            sentences.append(fill(text, what=word, count=len(found), told=some(told, "处")))
    return sentences


def _place(one: Finding, names: Mapping[str, str], *, with_days: bool) -> str:
    parts = [short_day(one.on)] if with_days else []
    parts.append(names.get(one.station, one.station))
    if one.officer:
        parts.append(names.get(one.officer, one.officer))
    elif one.shift in ("am", "pm"):
        parts.append(shown("shift", one.shift, language()))
    return " ".join(parts)
