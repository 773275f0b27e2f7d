"""How needs are read: the list for scripts, and 企业需求清单."""

from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.need.meaning import STATE

_SOURCE = "needs AS n LEFT JOIN enterprises AS e ON e.code = n.enterprise"
_VERSION = (
    "ifnull(n.closed_version, ifnull((SELECT version FROM plans WHERE enterprise = n.enterprise), n.version))"
)

NEEDS = Ledger(
    (
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "n.enterprise"),
        (Column("text", "企业需求", "need", is_long=True), "n.text"),
        (Column("category", "需求类别", "category", words="category"), "n.category"),
        (Column("issue", "问题编号", "issue", is_code=True), "n.issue"),
        (Column("state", "状态", "state", words="need_state"), STATE),
        (Column("version", "方案版本", "version", "number"), _VERSION),
    ),
    _SOURCE,
    "ORDER BY n.enterprise, n.place, n.id",
)
NEED_LEDGER = Ledger(
    (
        (
            Column("number", "序号", "no.", "number"),
            "row_number() OVER (ORDER BY n.enterprise, n.place, n.id)",
        ),
        (Column("name", "企业名称", "name"), "ifnull(e.name, n.enterprise)"),
        (Column("text", "企业需求", "need", is_long=True), "n.text"),
        (Column("category", "需求类别", "category", words="category"), "n.category"),
        (Column("issue", "问题编号", "issue", is_code=True), "substr(n.issue, 1, 10)"),
        (Column("state", "状态", "state", words="need_state"), STATE),
        (Column("note", "落实情况", "note", is_long=True), "n.note"),
        (Column("version", "方案版本", "version", "number"), _VERSION),
    ),
    _SOURCE,
    "ORDER BY n.enterprise, n.place, n.id",
)
EXPORTS = {"needs": Export(NEEDS, NEED_LEDGER)}
