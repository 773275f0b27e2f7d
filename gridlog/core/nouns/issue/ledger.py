"""How issues are read: the list, the export 问题台账, and the figures of handlers and categories."""

from gridlog.core.nouns.issue.meaning import (
    CLOSED,
    DISSATISFIED,
    HANDLED,
    LIGHT,
    LONGTERM,
    OVERDUE,
    RATED,
    SOLVED,
)
from gridlog.core.nouns.ledger import Column, Export, Ledger

_SOURCE = "issues AS i LEFT JOIN enterprises AS e ON e.code = i.enterprise"
_ORDER = "ORDER BY i.raised_on, i.id"

ISSUES = Ledger(
    (
        (Column("id", "问题编号", "id", is_code=True), "i.id"),
        (Column("raised_on", "登记日期", "raised on", "date"), "i.raised_on"),
        (Column("enterprise_code", "企业编号", "enterprise code", is_code=True), "i.enterprise"),
        (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, i.enterprise)"),
        (Column("block", "所属板块", "block", is_code=True), "i.block"),
        (Column("grid", "网格编号", "grid", is_code=True), "i.grid"),
        (Column("source", "来源", "source", words="source"), "i.source"),
        (Column("category", "问题类别", "category", words="category"), "i.category"),
        (Column("text", "问题描述", "text", is_long=True), "i.text"),
        (Column("grade", "紧急程度", "grade", words="grade"), "i.grade"),
        (Column("level", "办理层级", "level", words="level"), "i.level"),
        (Column("state", "当前状态", "state", words="state"), "i.state"),
        (
            Column("handler", "责任人", "handler"),
            "ifnull((SELECT name FROM officers WHERE code = i.handler), i.handler)",
        ),
        (Column("first_due", "首次时限", "first due", "date"), "i.first_due"),
        (Column("due", "办结时限", "due", "date"), "i.due"),
        (Column("extended", "是否延期", "extended", "flag"), "i.extended"),
        (Column("overdue", "是否超期", "overdue", "flag"), OVERDUE),
        (Column("light", "督办灯", "light", words="light"), LIGHT),
        (Column("answered_on", "答复日期", "answered on", "date"), "i.answered_on"),
        (Column("result", "结果类型", "result", words="result"), "i.result"),
        (Column("result_text", "办理结果", "result text", is_long=True), "i.result_text"),
        (Column("revisited_on", "回访日期", "revisited on", "date"), "i.revisited_on"),
        (Column("solved", "是否解决", "solved", "flag"), "i.solved"),
        (Column("satisfaction", "满意度", "satisfaction", "number", words="satisfaction"), "i.satisfaction"),
        (Column("closed_on", "销号日期", "closed on", "date"), "i.closed_on"),
        (Column("workdays", "用时(工作日)", "workdays", "number"), "i.workdays"),
        (Column("reopened", "重办次数", "reopened", "number"), "i.reopened"),
        (Column("visit", "走访编号", "visit", is_code=True), "i.visit"),
    ),
    _SOURCE,
    _ORDER,
    day="i.raised_on",
)
ISSUE_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY i.raised_on, i.id)"),
        (Column("id", "问题编号", "id", is_code=True), "substr(i.id, 1, 10)"),
        (Column("raised_on", "登记日期", "raised on", "date"), "i.raised_on"),
        (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, i.enterprise)"),
        (
            Column("block", "所属板块", "block", is_code=True),
            "ifnull((SELECT name FROM grids WHERE code = i.block), i.block)",
        ),
        (Column("grid", "网格编号", "grid", is_code=True), "i.grid"),
        (Column("source", "来源", "source", words="source"), "i.source"),
        (Column("category", "问题类别", "category", words="category"), "i.category"),
        (Column("text", "问题描述", "text", is_long=True), "i.text"),
        (Column("grade", "紧急程度", "grade", words="grade"), "i.grade"),
        (Column("level", "办理层级", "level", words="level"), "i.level"),
        (
            Column("unit", "主办单位", "unit"),
            "CASE WHEN EXISTS (SELECT 1 FROM officers WHERE code = i.handler) THEN '' ELSE i.handler END",
        ),
        (Column("helper", "协办单位", "helper"), "i.helper"),
        (Column("handler", "责任人", "handler"), "(SELECT name FROM officers WHERE code = i.handler)"),
        (Column("assigned_on", "交办日期", "assigned on", "date"), "i.assigned_on"),
        (Column("accepted_on", "签收日期", "accepted on", "date"), "i.accepted_on"),
        (Column("due", "办结时限", "due", "date"), "i.due"),
        (Column("extended", "是否延期", "extended", "flag"), "i.extended"),
        (Column("state", "当前状态", "state", words="state"), "i.state"),
        (Column("progress", "最新进展", "progress", is_long=True), "i.progress"),
        (Column("answered_on", "答复日期", "answered on", "date"), "i.answered_on"),
        (Column("result_text", "办理结果", "result text", is_long=True), "i.result_text"),
        (Column("result", "结果类型", "result", words="result"), "i.result"),
        (Column("revisited_on", "回访日期", "revisited on", "date"), "i.revisited_on"),
        (
            Column("revisited_by", "回访人", "revisited by"),
            """ifnull((SELECT name FROM officers WHERE code = i.revisited_by), i.revisited_by)
           || CASE WHEN i.by_handler THEN '（本人办理）' ELSE '' END""",
        ),
        (Column("satisfaction", "满意度", "satisfaction", words="satisfaction"), "i.satisfaction"),
        (Column("closed", "是否销号", "closed", "flag"), CLOSED),
        (Column("closed_on", "销号日期", "closed on", "date"), "i.closed_on"),
        (Column("workdays", "用时(工作日)", "workdays", "number"), "i.workdays"),
        (Column("overdue", "是否超期", "overdue", "flag"), OVERDUE),
        (Column("reopened", "重办次数", "reopened", "number"), "i.reopened"),
        (Column("light", "督办灯", "light", words="light"), LIGHT),
        (
            Column("remark", "备注", "remark", is_long=True),
            f"trim(i.remark || ' ' || i.end_reason || CASE WHEN {LONGTERM} THEN ' 挂账' ELSE '' END)",
        ),
    ),
    _SOURCE,
    _ORDER,
    day="i.raised_on",
)
EXPORTS = {"issues": Export(ISSUES, ISSUE_LEDGER)}


def _count(condition: str) -> str:
    return f"sum(iif({condition}, 1, 0))"


def _rate(condition: str, of: str) -> str:
    return f"1.0 * {_count(condition)} / nullif({_count(of)}, 0)"


_HANDLER = (
    "ifnull((SELECT name FROM officers WHERE code = i.handler), ifnull(nullif(i.handler, ''), :unassigned))"
)
_COUNTED: tuple[tuple[Column, str], ...] = (
    (Column("assigned", "派遣总数", "assigned", "number"), "count(*)"),
    (Column("on_time", "按时办结", "on time", "number"), _count(f"{CLOSED} AND NOT {OVERDUE}")),
    (Column("overtime", "超时办结", "overtime", "number"), _count(f"{CLOSED} AND {OVERDUE}")),
    (Column("unfinished", "未办结", "unfinished", "number"), _count(f"NOT ({CLOSED})")),
    (Column("closed_rate", "办结率", "closed rate", "fraction"), _rate(CLOSED, "1")),
    (
        Column("on_time_rate", "按时办结率", "on-time rate", "fraction"),
        _rate(f"{CLOSED} AND NOT {OVERDUE}", "1"),
    ),
    (Column("solved", "已解决", "solved", "number"), _count(SOLVED)),
    (Column("solved_rate", "解决率", "solved rate", "fraction"), _rate(SOLVED, CLOSED)),
    (Column("rated", "回访数", "rated", "number"), _count(RATED)),
    (Column("dissatisfied", "不满意数", "dissatisfied", "number"), _count(DISSATISFIED)),
    (
        Column("dissatisfied_rate", "不满意率", "dissatisfied rate", "fraction"),
        _rate(DISSATISFIED, RATED),
    ),
)
_MOST_FIRST = "GROUP BY 1 ORDER BY 2 DESC, 1"

# How many issues were given and finished, and how content people are. Declined and merged issues are not counted;
# long-term issues are listed apart and not counted here. Solved is the share of closed issues that were closed as solved
# and not denied on revisit. Dissatisfied is a share of all revisited issues; the other rates are shares of all given issues.
HANDLERS = Ledger(
    ((Column("handler", "责任人", "handler"), _HANDLER), *_COUNTED),
    "issues AS i",
    _MOST_FIRST,
    (HANDLED,),
    "i.raised_on",
)
CATEGORIES = Ledger(
    ((Column("category", "问题类别", "category", words="category"), "i.category"), *_COUNTED),
    "issues AS i",
    _MOST_FIRST,
    (HANDLED,),
    "i.raised_on",
)
_COUNTS = HANDLERS.columns
HANDLING = (
    Column("raised", "新增问题", "raised", "number"),
    Column("in_hand", "在办总数", "in hand", "number"),
    *_COUNTS[2:5],
    Column("overdue", "其中超期", "overdue", "number"),
    *_COUNTS[5:],
)
