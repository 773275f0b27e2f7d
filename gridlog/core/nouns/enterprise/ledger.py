"""How enterprises are read: the list, the export 企业底册, and the enterprises that were not visited in time."""

from gridlog.core.nouns.enterprise.meaning import ALLOWED_DAYS, DAYS_SINCE, UNCOVERED, grid_sql, status_sql
from gridlog.core.nouns.issue.meaning import OPEN
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.officer.ledger import keeper
from gridlog.core.nouns.visit.meaning import LAST_ON_SITE
from gridlog.core.tree import above_sql

_GRID = grid_sql(":today")
_BLOCK = above_sql(_GRID, ":report_level")
_STATUS = status_sql(":today")

# `block` is the unit at the report level.
ENTERPRISES = Ledger(
    (
        (Column("code", "企业编号", "code", is_code=True), "e.code"),
        (Column("name", "企业名称", "name"), "e.name"),
        (Column("uscc", "统一社会信用代码", "credit code", is_code=True), "e.uscc"),
        (Column("grid", "网格编号", "grid", is_code=True), _GRID),
        (Column("industry", "行业", "industry"), "e.industry"),
        (Column("scale", "规上/规下", "scale"), "e.scale"),
        (Column("key", "重点等级", "key", "flag"), "e.key"),
        (Column("status", "企业状态", "status"), f"ifnull({_STATUS}, '')"),
        (Column("address", "地址", "address", is_long=True), "e.address"),
        (Column("contact", "联系人", "contact"), "e.contact"),
        (Column("title", "职务", "title"), "e.title"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "e.phone"),
        (Column("block", "所属板块", "block", is_code=True), _BLOCK),
        (Column("officer", "专员(A角)", "officer"), keeper("officer", _GRID)),
        (Column("last_visit", "最近走访", "last visit", "date"), LAST_ON_SITE),
        (Column("days_since", "距今(天)", "days since", "number"), DAYS_SINCE),
        (
            Column("open_issues", "未结问题", "open issues", "number"),
            f"(SELECT count(*) FROM issues AS i WHERE i.enterprise = e.code AND {OPEN})",
        ),
    ),
    "enterprises AS e",
    "ORDER BY e.code",
)
ENTERPRISE_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY e.code)"),
        (Column("code", "企业编号", "code", is_code=True), "e.code"),
        (Column("name", "企业名称", "name"), "e.name"),
        (Column("uscc", "统一社会信用代码", "credit code", is_code=True), "e.uscc"),
        (
            Column("block", "所属板块", "block", is_code=True),
            f"(SELECT name FROM grids WHERE code = {_BLOCK})",
        ),
        (Column("grid", "网格编号", "grid", is_code=True), _GRID),
        (Column("officer", "专员(A角)", "officer"), keeper("officer", _GRID)),
        (Column("deputy", "B角", "deputy"), keeper("deputy", _GRID)),
        (Column("industry", "行业", "industry"), "e.industry"),
        (Column("scale", "规上/规下", "scale"), "e.scale"),
        (Column("status", "企业状态", "status"), f"ifnull({_STATUS}, '')"),
        (Column("address", "地址", "address", is_long=True), "e.address"),
        (Column("contact", "联系人", "contact"), "e.contact"),
        (Column("title", "职务", "title"), "e.title"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "e.phone"),
        (Column("key", "重点等级", "key"), "CASE WHEN e.key THEN '重点' ELSE '一般' END"),
        (Column("remark", "备注", "remark", is_long=True), "e.remark"),
    ),
    "enterprises AS e",
    "ORDER BY e.code",
)
EXPORTS = {"enterprises": Export(ENTERPRISES, ENTERPRISE_LEDGER)}

# 超期未访, longest first: a key enterprise is due every `key_days`. Any other enterprise is due once a calendar month, so
# `other_days` reach back to the first day of the month before.
COVERAGE = Ledger(
    (
        (Column("block", "板块", "block", is_code=True), _BLOCK),
        (Column("grid", "网格", "grid", is_code=True), _GRID),
        (Column("officer", "专员", "officer"), keeper("officer", _GRID)),
        (Column("enterprise_code", "企业编号", "enterprise code", is_code=True), "e.code"),
        (Column("enterprise", "企业名称", "enterprise"), "e.name"),
        (Column("last_visit", "最近走访", "last visit", "date"), LAST_ON_SITE),
        (Column("days_since", "距今(天)", "days since", "number"), DAYS_SINCE),
        (Column("limit", "期限(天)", "limit", "number"), ALLOWED_DAYS),
    ),
    "enterprises AS e",
    f"ORDER BY {DAYS_SINCE} IS NOT NULL, {DAYS_SINCE} DESC, e.code",
    where=(UNCOVERED,),
)
