"""The file of stations: how its lines become events."""

from gridlog.core.nouns.intake import Field, File, saved
from gridlog.core.nouns.station.life import FIELDS

FILES = {
    "stations": File(
        (
            Field("code", ("服务站编号", "站点编号", "编号"), is_needed=True),
            Field("name", ("服务站", "服务站名称", "站点名称", "站点", "名称"), is_needed=True),
            Field("block", ("所属板块", "板块", "板块编号"), noun="grid", is_needed=True),
            Field("place", ("地点", "地址", "站点地址")),
            Field("phone", ("联系电话", "电话", "值班电话")),
        ),
        ("code",),
        saved("station.saved", FIELDS),
    )
}
