"""The footnotes of every report: which totals are not the sum of their column, why, and how they are reckoned.

A footnote is written here once; the terminal, Markdown, text, HTML, Word and the workbook all print it below
the table. A column of a report that has no footnote here is the sum of its rows (tests/reports/test_totals.py).
"""

from collections.abc import Sequence

from gridlog.ledgers.columns import Column

_METHODS = ("onsite", "station", "phone", "online", "meeting", "remote")
_ENTERPRISES = (
    "一家企业在几行都被走访的，各行都计，合计只计一家",
    "an enterprise visited in several rows counts in each of them, and once in the total",
)
_JOINT = (
    "一次联合走访在每位参加人所在的行各计一次，合计只计一次",
    "a joint visit counts in the row of each who took part, and once in the total",
)
_COVERAGE = (
    "实地走访过的辖内企业÷辖内企业，合计按总数计算，不是各行平均",
    "enterprises visited on site / enterprises in charge; the total is of all enterprises, not the mean of the rows",
)
_OWN = (
    "各行是专员本人登记的问题，合计包括其他人登记的",
    "a row has the issues that the officer raised, the total those of everybody",
)
_OWN_VISITS = (
    "各行是专员本人参加的走访，联合走访每人各计一次；合计每次走访只计一次，包括没有考核任务的人员的走访",
    "a row has the visits that the officer took part in; the total counts each visit once, those of people without a quota too",
)
_MOVED = (
    "同一企业当天记在几个网格名下的，各行都计，合计只计一次",
    "an enterprise written down in several grids on one day counts in each row, and once in the total",
)
_PEOPLE = (
    "一人当天在几行都走访了的，各行都计，合计只计一人",
    "somebody who was in several rows on one day counts in each of them, and once in the total",
)
_IN_HAND = (
    "按时办结＋超时办结＋未办结，包括以前登记、本期办结或期末未结的问题",
    "closed on time + late + not finished, with issues raised before and closed in the period or open at its end",
)
_RAISED = (
    "本期登记的全部问题，包括不予受理、已合并和长期挂账的，这些不计入其他各栏，所以可大于在办总数",
    "all issues raised in the period; those declined, merged or long-term are in no other column, so it can exceed what is in hand",
)
_RATES = (
    "办结率＝办结÷在办总数，按时办结率＝按时办结÷在办总数，解决率＝已解决÷办结，不满意率＝不满意数÷回访数；合计按合计数计算，不是各行平均",
    "closed / in hand, on time / in hand, solved / closed, dissatisfied / rated; the total is reckoned from the totals, not the mean of the rows",
)

_WEEKLY = (
    "各周所差之和，一周多走访的不抵另一周",
    "the sum of what each week is short; more visits in one week do not pay for another",
)

NOTES: dict[str, dict[str, tuple[str, str]]] = {
    "week": {
        "enterprises": _ENTERPRISES,
        "coverage": _COVERAGE,
        **dict.fromkeys(("late", "joint", *_METHODS), _JOINT),
    },
    "month": {"enterprises": _ENTERPRISES, "coverage": _COVERAGE},
    "month short": {"short": _WEEKLY},
    "day": {**dict.fromkeys(("counted", "enterprises"), _MOVED), "officers": _PEOPLE},
    "issues": {
        "raised": _RAISED,
        "in_hand": _IN_HAND,
        **dict.fromkeys(("closed_rate", "on_time_rate", "solved_rate", "dissatisfied_rate"), _RATES),
    },
}
_OF_OFFICERS = dict.fromkeys(("issues_raised", "issues_closed"), _OWN)
NOTES |= {
    "week officer": {
        "enterprises": _ENTERPRISES,
        **dict.fromkeys(("late", "joint", *_METHODS[:5]), _JOINT),
        **_OF_OFFICERS,
    },
    "month officer": {
        "enterprises": _ENTERPRISES,
        **dict.fromkeys(("visits", "late", "joint", *_METHODS[:5]), _OWN_VISITS),
        **_OF_OFFICERS,
    },
    "day officer": {
        **dict.fromkeys(("visits", "counted", "enterprises", "joint"), _OWN_VISITS),
        **_OF_OFFICERS,
        **dict.fromkeys(("issues_due", "issues_overdue"), _OWN),
    },
}


def level_notes(report: str, by: str, columns: Sequence[Column], language: str) -> list[str]:
    """Return the footnotes for the rows of a level; none for the zone, which is one row."""
    if by == "zone":
        return []
    return footnotes(f"{report} officer" if by == "officer" else report, columns, language)


def footnotes(report: str, columns: Sequence[Column], language: str) -> list[str]:
    """Return the footnotes of a table with these columns, one line for each reason; `report` is a key of NOTES."""
    of_reason: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        if reason := NOTES[report].get(column.key):
            of_reason.setdefault(reason, []).append(column.heading(language))
    if language == "zh":
        return [f"注：{'、'.join(names)}：{zh}。" for (zh, _), names in of_reason.items()]
    return [f"Note on {', '.join(names)}: {en}." for (_, en), names in of_reason.items()]
