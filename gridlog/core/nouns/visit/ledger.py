"""How visits are read: the list, the export 走访台账, and the names of the officers on a visit."""

from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.visit.meaning import COUNTED


def companions(mark: str) -> str:
    """Return SQL for the names of the colleagues who joined a visit, with `mark` between them; NULL for none."""
    return f"""(SELECT group_concat(ifnull(p.name, vp.officer), '{mark}') FROM visit_participants AS vp
           LEFT JOIN officers AS p ON p.code = vp.officer WHERE vp.visit = v.id)"""


def people(mark: str) -> str:
    """Return SQL for the names of all officers on a visit, the lead first."""
    return f"ifnull(o.name, v.officer) || ifnull('{mark}' || {companions(mark)}, '')"


NAMES = "LEFT JOIN enterprises AS e ON e.code = v.enterprise LEFT JOIN officers AS o ON o.code = v.officer"
_SOURCE = f"visits AS v {NAMES}"
_ORDER = "ORDER BY v.visited_on, v.id"

VISITS = Ledger(
    (
        (Column("id", "走访编号", "id", is_code=True), "v.id"),
        (Column("date", "走访日期", "date", "date"), "v.visited_on"),
        (Column("week", "周次", "week"), "v.week"),
        (Column("block", "所属板块", "block", is_code=True), "v.block"),
        (Column("grid", "网格编号", "grid", is_code=True), "v.grid"),
        (Column("enterprise_code", "企业编号", "enterprise code", is_code=True), "v.enterprise"),
        (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, v.enterprise)"),
        (Column("uscc", "统一社会信用代码", "credit code", is_code=True), "ifnull(e.uscc, '')"),
        (Column("method", "走访方式", "method", words="method"), "v.method"),
        (Column("kind", "走访类型", "kind", words="kind"), "v.kind"),
        (Column("officer_code", "人员编号", "officer code", is_code=True), "v.officer"),
        (Column("officer", "走访人员", "officer"), "ifnull(o.name, v.officer)"),
        (Column("participants", "联合走访人员", "participants"), "v.participants"),
        (Column("contact", "受访人", "contact"), "v.contact"),
        (Column("title", "职务", "title"), "v.title"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "v.phone"),
        (Column("note", "走访内容", "note", is_long=True), "v.note"),
        (
            Column("issues", "问题编号", "issues", is_code=True),
            "(SELECT group_concat(id, ';') FROM issues WHERE visit = v.id AND visit <> '')",
        ),
        (Column("recorded_at", "录入时间", "recorded at"), "v.recorded_at"),
        (Column("late", "是否补录", "late", "flag"), "v.late"),
        (Column("counted", "是否计入考核", "counted", "flag"), COUNTED),
        (Column("void", "是否作废", "void", "flag"), "v.void"),
        (Column("time", "走访时间", "time"), "v.at"),
    ),
    _SOURCE,
    _ORDER,
    day="v.visited_on",
)
VISIT_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY v.visited_on, v.id)"),
        (Column("id", "走访编号", "id", is_code=True), "substr(v.id, 1, 10)"),
        (Column("date", "走访日期", "date", "date"), "v.visited_on"),
        (
            Column("weekday", "星期", "weekday"),
            "substr('日一二三四五六', strftime('%w', v.visited_on) + 1, 1)",
        ),
        (
            Column("block", "所属板块", "block", is_code=True),
            "ifnull((SELECT name FROM grids WHERE code = v.block), v.block)",
        ),
        (Column("grid", "网格编号", "grid", is_code=True), "v.grid"),
        (Column("grid_name", "网格名称", "grid name"), "(SELECT name FROM grids WHERE code = v.grid)"),
        (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, v.enterprise)"),
        (Column("uscc", "统一社会信用代码", "credit code", is_code=True), "ifnull(e.uscc, '')"),
        (Column("method", "走访方式", "method", words="method"), "v.method"),
        (Column("kind", "走访类型", "kind", words="kind"), "v.kind"),
        (Column("officer", "走访人员", "officer"), "ifnull(o.name, v.officer)"),
        (Column("participants", "联合走访人员", "participants"), companions("、")),
        (Column("contact", "受访人", "contact"), "v.contact"),
        (Column("title", "职务", "title"), "v.title"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "v.phone"),
        (Column("note", "生产经营情况", "note", is_long=True), "v.note"),
        (Column("staffing", "用工情况", "staffing", is_long=True), "''"),
        (
            Column("raised", "问题及诉求", "issues raised", is_long=True),
            """ifnull((SELECT group_concat(text, '；') FROM issues WHERE visit = v.id AND visit <> ''),
           CASE WHEN v.nothing_raised THEN '无诉求' ELSE '' END)""",
        ),
        (
            Column("handled", "现场办理情况", "handled on the spot", is_long=True),
            """(SELECT group_concat(result_text, '；') FROM issues
           WHERE visit = v.id AND visit <> '' AND answered_on = v.visited_on)""",
        ),
        (
            Column("issues", "问题编号", "issue ids", is_code=True),
            "(SELECT group_concat(substr(id, 1, 10), '；') FROM issues WHERE visit = v.id AND visit <> '')",
        ),
        (Column("advice", "意见建议", "advice", is_long=True), "''"),
        (
            Column("recorded_at", "录入时间", "recorded at", "instant"),
            "replace(substr(v.recorded_at, 1, 19), 'T', ' ')",
        ),
        (Column("late", "是否补录", "late", "flag"), "v.late"),
        (Column("counted", "是否计入考核", "counted", "flag"), COUNTED),
        (
            Column("remark", "备注", "remark", is_long=True),
            """trim(v.remark || CASE WHEN v.outside THEN ' 跨网格' ELSE '' END
           || CASE WHEN v.reason <> '' THEN ' 补录原因：' || v.reason ELSE '' END
           || CASE WHEN v.void THEN ' 作废：' || v.void_reason ELSE '' END)""",
        ),
        (Column("time", "走访时间", "time"), "v.at"),
    ),
    _SOURCE,
    _ORDER,
    day="v.visited_on",
)
EXPORTS = {"visits": Export(VISITS, VISIT_LEDGER, "服务走访，非行政检查")}
