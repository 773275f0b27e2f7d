"""The file of premises: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.premises.life import FIELDS, NUMBERS, READY, Premises
from gridlog.core.nouns.premises.numbers import number


def changes(old: Premises | None, line: Data) -> Iterator[Change]:
    """Yield the event with the fields that a line changes; a new place is ready unless the line says another status.

    Raises Usage for a number that cannot be read.
    """
    said = dict(line)
    for key in NUMBERS:
        if key in said:
            said[key] = number(key, str(said[key]))
    if old is None:
        said.setdefault("status", READY)
    data = {key: said[key] for key in FIELDS if key in said and said[key] != getattr(old, key, None)}
    if data or old is None:
        yield "premises.saved", data


FILES = {
    "premises": File(
        (
            Field("code", ("载体编号", "房源编号", "编号"), is_needed=True),
            Field("name", ("载体名称", "房源名称", "名称"), is_needed=True),
            Field("park", ("园区", "所属园区", "园区名称")),
            Field("part", ("分区", "片区", "区")),
            Field("kind", ("类型", "载体类型"), words="premises_kind", is_needed=True),
            Field("area", ("面积(㎡)", "面积", "建筑面积", "建筑面积(㎡)", "面积(平方米)"), is_needed=True),
            Field("floor", ("楼层", "层", "层数")),
            Field("load", ("承重(t/㎡)", "承重", "楼面荷载", "荷载(t/㎡)", "承重(吨/㎡)")),
            Field("height", ("层高(m)", "层高", "层高(米)")),
            Field("power", ("配电(kVA)", "配电", "配电容量", "配电容量(kVA)", "电力(kVA)")),
            Field("price", ("租金(元/㎡·月)", "租金", "租金单价", "价格")),
            Field("owner", ("产权单位", "产权人", "业主")),
            Field("status", ("状态", "载体状态"), words="premises_status"),
            Field("block", ("所属板块", "板块", "板块编号"), noun="grid"),
        ),
        ("code",),
        changes,
    )
}
