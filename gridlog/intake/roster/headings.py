"""The headings of an office's roster: which words name which column. docs/import.md lists them for people.

The key of a column is a letter and a field: `e.name` is the name of the enterprise, `o.phone` the phone of the
officer. The letters: e enterprise, g grid, b block, o officer, d deputy (B角), h head of the block.
"""

from typing import NamedTuple

from gridlog.intake.lines import heading_text
from gridlog.words.language import pick, two


class Field(NamedTuple):
    """A column that a roster may have: its key, its names for people, and the headings that mean it."""

    key: str
    zh: str
    en: str
    headings: tuple[str, ...]


def _field(key: str, zh: str, en: str, headings: str = "") -> Field:
    return Field(key, zh, en, tuple(headings.split()))


# The enterprises in a person's charge: the person beside them is the officer, and a cell may name several.
CHARGE = ("包联企业", "挂钩企业", "服务企业", "负责企业", "走访企业", "被走访企业")

FIELDS = (
    _field(
        "e.name", "企业名称", "enterprise",
        "企业名称 企业 企业全称 企业名 公司名称 公司 企业(单位)名称 单位(企业)名称 市场主体名称 " + " ".join(CHARGE),
    ),
    _field("e.code", "企业编号", "enterprise code", "企业编号 企业编码 企业代码"),
    _field(
        "e.uscc", "统一社会信用代码", "credit code",
        "统一社会信用代码 社会信用代码 统一信用代码 信用代码 统一代码 营业执照号 纳税人识别号 税号",
    ),
    _field("e.industry", "行业", "industry", "行业 所属行业 行业类别 行业分类 所属产业"),
    _field("e.scale", "规模", "scale", "规上/规下 规上规下 规模 企业规模 是否规上 是否规上企业"),
    _field("e.key", "重点", "key", "重点等级 重点企业 是否重点 是否重点企业"),
    _field("e.status", "企业状态", "status", "企业状态 状态 经营状态 生产状态 生产经营状态 运行状态"),
    _field("e.address", "地址", "address", "地址 企业地址 单位地址 经营地址 生产地址 注册地址 详细地址 厂址"),
    _field(
        "e.contact", "联系人", "contact",
        "联系人 企业联系人 联系人姓名 企业对接人 对接人 企业负责人 企业负责人姓名 企业联系人姓名",
    ),
    _field("e.title", "联系人职务", "contact's position", "联系人职务 企业联系人职务 企业负责人职务"),
    _field(
        "e.phone", "企业电话", "enterprise's phone",
        "企业电话 企业联系电话 联系人电话 联系人联系电话 联系人手机 联系人手机号 企业联系人电话 企业联系人联系电话 企业联系人手机 企业负责人电话",
    ),
    _field("e.remark", "企业备注", "enterprise's remark", "企业备注"),
    _field("b.name", "板块", "block", "所属板块 板块 板块名称 所在板块 产业板块 所属片区 片区 片区名称"),
    _field("b.code", "板块编号", "block code", "板块编号 板块代码"),
    _field(
        "g.name", "网格", "grid",
        "网格 网格名称 网格名 所属网格 所在网格 负责网格 责任网格 包保网格 管理网格 所辖网格 小网格 微网格",
    ),
    _field("g.code", "网格编号", "grid code", "网格编号 网格编码 网格代码 网格号 所属网格编号"),
    _field("g.level", "层级", "level", "层级 级别 网格层级"),
    _field("g.parent", "上级", "parent", "上级编号 上级 上级网格"),
    _field("g.remark", "网格备注", "grid's remark", "网格备注"),
    _field(
        "o.name", "网格员", "officer",
        "网格员 网格专员 专员 专员(A角) A角 网格员(A角) 网格员姓名 网格专员姓名 专员姓名 走访人 走访人员 走访人姓名 服务专员 包保干部 包联干部 "
        "包保人 挂钩干部 联络员 人员姓名",
    ),
    _field("o.code", "人员编号", "officer code", "人员编号 工号 网格员编号 专员编号"),
    _field("o.role", "角色", "role", "角色 岗位"),
    _field("o.quota", "应访次数", "quota", "应访次数 应访 每周应访 每周应访次数 每周走访次数"),
    _field(
        "o.phone", "网格员电话", "officer's phone",
        "网格员电话 网格员联系电话 网格员手机 网格员手机号 网格专员电话 网格专员联系电话 专员电话 专员联系电话 专员手机 走访人电话 走访人联系电话",
    ),
    _field("o.position", "网格员职务", "officer's position", "网格员职务 网格专员职务 专员职务 走访人职务"),
    _field("o.unit", "网格员单位", "officer's unit", "网格员单位 网格专员单位 走访人单位 工作单位 所在部门 部门 科室"),
    _field("o.remark", "人员备注", "officer's remark", "人员备注"),
    _field("d.name", "B角", "deputy", "B角 专员(B角) 网格员(B角) 副专员 副网格员 协管员 B角姓名"),
    _field("d.phone", "B角电话", "deputy's phone", "B角电话 B角联系电话 B角手机"),
    _field("h.name", "板块长", "block head", "板块长 板块长姓名 块长 片区长 板块负责人 片区负责人"),
    _field("h.phone", "板块长电话", "block head's phone", "板块长电话 板块长联系电话 片区长电话 板块负责人电话"),
)  # fmt: skip

# Headings whose meaning depends on the columns beside them and on what the table lists.
GENERIC: dict[str, tuple[str, ...]] = {
    "code": ("编号", "编码", "代码"),
    "name": ("名称",),
    "person": ("姓名", "负责人"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系手机"),
    "title": ("职务", "职位", "现任职务"),
    "unit": ("单位", "单位名称", "所在单位"),
    "remark": ("备注", "说明"),
}
# Columns of our exports that follow from other records; and the serial number, which says nothing.
ASIDE = ("序号", "No", "最近走访", "距今(天)", "未结问题")
# Only a ledger of visits, issues or duties has these headings: such a table is not a roster.
FOREIGN = ("走访编号", "走访方式", "走访类型", "问题编号", "问题描述", "办结时限", "值守人", "接待企业(家次)")

KINDS = ("grids", "officers", "enterprises")
ENGLISH: dict[str, dict[str, str]] = {
    "grids": {"code": "g.code", "name": "g.name"}
    | {key: f"g.{key}" for key in ("level", "parent", "remark")},
    "officers": {"grid": "g.grid"} | {key: f"o.{key}" for key in ("code", "name", "role", "quota", "phone", "remark")},
    "enterprises": {"grid": "g.grid"}
    | {key: f"e.{key}" for key in ("code", "name", "uscc", "industry", "scale", "key", "status", "address")}
    | {key: f"e.{key}" for key in ("contact", "title", "phone", "remark")}
    | dict.fromkeys(("block", "officer", "last_visit", "days_since", "open_issues"), "_"),
}  # fmt: skip

STRONG = {heading_text(word): field.key for field in FIELDS for word in field.headings}
LOOSE = {heading_text(word): kind for kind, words in GENERIC.items() for word in words}
LEFT = frozenset(map(heading_text, ASIDE))
ELSEWHERE = frozenset(map(heading_text, FOREIGN))
SCRIPT = frozenset(word for words in ENGLISH.values() for word in words)
CHARGES = frozenset(map(heading_text, CHARGE))
NAMES = {field.key: (field.zh, field.en) for field in FIELDS}
NAMES["g.grid"] = NAMES["g.code"]


WHOSE = {
    "e": two("企业", "enterprise"),
    "b": two("板块", "block"),
    "g": two("网格", "grid"),
    "o": two("人员", "officer"),
    "d": two("B角", "deputy"),
    "h": two("板块长", "block head"),
}


def headings_by_field() -> list[tuple[str, str, str]]:
    """Return whom each field tells of, its name, and the headings that mean it; last the ones that the column beside tells."""
    rows = [(pick(WHOSE[one.key[0]]), pick(two(one.zh, one.en)), "、".join(one.headings)) for one in FIELDS]
    beside = pick(two("看左边一列和表的内容", "told by the column before and the table"))
    return rows + [("—", beside, "、".join(words)) for words in GENERIC.values()]
