"""How premises are read: the list and the export, and 载体台账."""

from gridlog.core.decimals import parts_sql
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.occupancy.meaning import occupied_sql
from gridlog.core.nouns.premises.life import IDLE, READY
from gridlog.core.roster import on_day

OCCUPIED = occupied_sql("p.code", ":today")
VACANT = f"max(p.area_parts - {OCCUPIED}, 0)"  # more than the area can be occupied where two devices let it at once
IS_READY = f"p.status = '{READY}'"
IS_IDLE = f"p.status = '{IDLE}'"
HAS_VACANT = f"{IS_READY} AND {VACANT} > 0"
_VACANT = f"CASE WHEN {IS_READY} THEN {parts_sql(VACANT)} ELSE '' END"
_ENTERPRISES = f"""(SELECT ifnull(group_concat(name, '{{mark}}'), '') FROM (
  SELECT ifnull(e.name, o.enterprise) AS name FROM occupancies AS o LEFT JOIN enterprises AS e ON e.code = o.enterprise
  WHERE o.premises = p.code AND {on_day(":today", "o.")} GROUP BY o.enterprise ORDER BY min(o.from_on), o.enterprise))"""

CODE = Column("code", "载体编号", "code", is_code=True)
NAME = Column("name", "载体名称", "name")
PARK = Column("park", "园区", "park")
PART = Column("part", "分区", "part")
KIND = Column("kind", "类型", "kind", words="premises_kind")
BLOCK = Column("block", "所属板块", "block", is_code=True)
POWER = Column("power", "配电(kVA)", "power kVA", "decimal")
LOAD = Column("load", "承重(t/㎡)", "load t/m2", "decimal")
HEIGHT = Column("height", "层高(m)", "height m", "decimal")
PRICE = Column("price", "租金(元/㎡·月)", "price yuan/m2 a month", "decimal")

_TOLD = (
    (CODE, "p.code"),
    (NAME, "p.name"),
    (PARK, "p.park"),
    (PART, "p.part"),
    (KIND, "p.kind"),
    (Column("area", "面积(㎡)", "area m2", "decimal"), "p.area"),
    (Column("floor", "楼层", "floor", is_code=True), "p.floor"),
    (LOAD, "p.load"),
    (HEIGHT, "p.height"),
    (POWER, "p.power"),
    (PRICE, "p.price"),
    (Column("owner", "产权单位", "owner"), "p.owner"),
    (Column("status", "状态", "status", words="premises_status"), "p.status"),
    (Column("occupied", "已用(㎡)", "occupied m2", "decimal"), parts_sql(OCCUPIED)),
    (Column("vacant", "空置(㎡)", "vacant m2", "decimal"), _VACANT),
)
_TENANTS = Column("enterprises", "入驻企业", "enterprises")
_SOURCE = "premises AS p"
_ORDER = "ORDER BY p.code"

PREMISES = Ledger(
    (*_TOLD, (_TENANTS, _ENTERPRISES.format(mark=";")), (BLOCK, "p.block")),
    _SOURCE,
    _ORDER,
)
PREMISES_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY p.code)"),
        *_TOLD,
        (_TENANTS, _ENTERPRISES.format(mark="、")),
        (BLOCK, "ifnull((SELECT name FROM grids WHERE code = p.block), p.block)"),
    ),
    _SOURCE,
    _ORDER,
)
MATCHES = (
    CODE,
    NAME,
    PARK,
    PART,
    KIND,
    BLOCK,
    Column("free", "空余(㎡)", "free m2", "decimal"),
    Column("over", "多出(㎡)", "over m2", "decimal"),
    POWER,
    LOAD,
    HEIGHT,
    PRICE,
    Column("met", "满足", "met", "number"),
    Column("wishes", "要求", "wishes", "number"),
    Column("lacks", "欠缺", "lacks", is_long=True),
)
EXPORTS = {"premises": Export(PREMISES, PREMISES_LEDGER)}
