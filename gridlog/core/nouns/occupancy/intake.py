"""The file of occupancies: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.occupancy.life import Occupancy
from gridlog.core.nouns.premises.numbers import number


def changes(old: Occupancy | None, line: Data) -> Iterator[Change]:
    """Yield the event by which a stay comes to have the area and the last day of a line; an empty cell says nothing.

    Raises Usage for an area that cannot be read.
    """
    area, until = number("area", str(line["area"])), line.get("until", "")
    had = str(old.until or "") if old else ""
    if old is None or area != old.area:
        yield "occupancy.moved_in", {"area": area, **({"until": until} if until and until != had else {})}
    elif until and until != had:
        yield "occupancy.moved_out", {"until": until}


FILES = {
    "occupancy": File(
        (
            Field("premises", ("载体", "载体名称"), noun="premises", is_needed=True),
            Field("enterprise", ("企业", "企业名称", "入驻企业"), noun="enterprise", is_needed=True),
            Field("area", ("面积(㎡)", "面积", "入驻面积", "入驻面积(㎡)"), is_needed=True),
            Field("from", ("入驻日期", "起始日期", "入驻时间"), kind="date", is_needed=True, side="near"),
            Field("until", ("退出日期", "截止日期", "到期日期", "腾退日期"), kind="date", side="near"),
            Field("premises_code", ("载体编号",), noun="premises", instead_of="premises"),
            Field("enterprise_code", ("企业编号",), noun="enterprise", instead_of="enterprise"),
        ),
        ("premises", "enterprise", "from"),
        changes,
    )
}
