"""The chapter of premises (载体与盘活), as it is set."""

from collections.abc import Sequence
from decimal import Decimal

from gridlog.core.decimals import spelled_parts
from gridlog.core.figures.beside import Letter
from gridlog.core.figures.premises import Move, Overfull, PremisesMonth, PremisesWeek, Share
from gridlog.ledgers.columns import Column
from gridlog.ledgers.layout import Figure
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Table
from gridlog.papers.parts import TOTAL
from gridlog.words.language import fill, pick, some, two

HEADING = two("载体与盘活", "Premises")
SHEET = two("载体", "premises")
MOST_MOVES = 10
PERIOD = (
    Column("park", "园区", "park"),
    Column("kind", "类型", "kind", words="premises_kind"),
    Column("places", "处数", "places", "number"),
    Column("area", "面积", "area", "decimal"),
    Column("occupied", "已用", "occupied", "decimal"),
    Column("vacant", "空置", "vacant", "decimal"),
    Column("rate", "入驻率", "occupancy", "decimal"),
    Column("revived", "盘活面积", "revived", "decimal"),
)


def week(figures: PremisesWeek, _: Letter) -> Chapter:
    """Return who moved in and out in a week, each by name, and what is occupied twice."""
    sentences = [
        *_moved(
            two("入驻 {count} 家次 {area}㎡：{told}。", "Moved in {count} with {area} m2: {told}."),
            figures.moves,
            is_in=True,
        ),
        *_moved(
            two("腾退 {count} 家次 {area}㎡：{told}。", "Moved out {count} with {area} m2: {told}."),
            figures.moves,
            is_in=False,
        ),
        *_overfull(figures.overfull),
    ]
    return Chapter(pick(HEADING), tuple(sentences))


def _moved(text: str, moves: Sequence[Move], *, is_in: bool) -> list[str]:
    of = [one for one in moves if one.is_in == is_in]
    line = two("{on} {enterprise} {name} {area}㎡", "{on} {enterprise}, {name} {area} m2")
    told = [
        fill(
            line, on=f"{one.on:%m-%d}", enterprise=one.enterprise, name=one.name, area=spelled_parts(one.area)
        )
        for one in of
    ]
    area = spelled_parts(sum(one.area for one in of))
    return [fill(text, count=len(of), area=area, told=some(told, "家次", MOST_MOVES))] if of else []


def _overfull(found: Sequence[Overfull]) -> list[str]:
    text = two("入驻面积超过载体面积 {count} 处：{told}。", "Occupied more than there is, {count}: {told}.")
    told = [f"{one.name} {spelled_parts(one.occupied)}/{spelled_parts(one.area)}" for one in found]
    return [fill(text, count=len(found), told=some(told, "处"))] if found else []


def month(figures: PremisesMonth, _: Letter) -> Chapter:
    """Return how much there is, how much of it is occupied, and what was revived, with a table by park and kind."""
    whole = figures.whole
    came = [one for one in figures.moves if one.is_in]
    went = [one for one in figures.moves if not one.is_in]
    said = [
        fill(
            two(
                "载体 {count} 处、面积 {area}㎡，其中可用 {ready}㎡、在建 {building}㎡、低效闲置 {idle}㎡；可用面积入驻率 {rate}，空置 {vacant}㎡。",
                "{count} premises of {area} m2: ready {ready} m2, under construction {building} m2, idle {idle} m2; "
                "occupied {rate} of what is ready, vacant {vacant} m2.",
            ),
            count=whole.places,
            rate=_rate(whole),
            **{
                key: spelled_parts(getattr(whole, key))
                for key in ("area", "ready", "building", "idle", "vacant")
            },
        ),
        fill(
            two(
                "入驻 {came} 家次 {came_area}㎡，腾退 {went} 家次 {went_area}㎡，盘活面积 {revived}㎡。",
                "Moved in {came} with {came_area} m2, moved out {went} with {went_area} m2, revived {revived} m2.",
            ),
            came=len(came),
            came_area=spelled_parts(sum(one.area for one in came)),
            went=len(went),
            went_area=spelled_parts(sum(one.area for one in went)),
            revived=spelled_parts(whole.revived),
        ),
        *_overfull(figures.overfull),
    ]
    rows = [_row(one.unit, one) for one in figures.shares]
    rows.append(_row((pick(TOTAL), ""), whole))
    title = pick(two("载体入驻与盘活情况（平方米）", "premises by park and kind (m2)"))
    return Chapter(pick(HEADING), tuple(said), annexes=(Table(title, pick(SHEET), PERIOD, tuple(rows)),))


def _row(unit: Sequence[str], one: Share) -> tuple[str | int, ...]:
    park, kind = unit
    areas = (spelled_parts(area) for area in (one.area, one.occupied, one.vacant))
    return (park or "—", kind, one.places, *areas, _rate(one), spelled_parts(one.revived))


def _rate(one: Share) -> str:
    """Return the rate of occupancy with what it is made of; a dash where nothing is ready."""
    rate = f"{one.occupied / one.ready:.0%}" if one.ready else "—"
    made = two("{rate}（{occupied}/{ready}）", "{rate} ({occupied}/{ready})")
    told = fill(made, rate=rate, occupied=spelled_parts(one.occupied), ready=spelled_parts(one.ready))
    return Figure(told, round(Decimal(one.occupied) / one.ready, 4), "0%") if one.ready else told
