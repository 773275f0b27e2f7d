"""The steps of an issue, drawn by chance."""

from collections.abc import Callable
from datetime import date, timedelta

from gridlog.core.event import Json
from gridlog.core.nouns.issue.steps import (
    When,
    accept,
    answer,
    assign,
    close,
    correct,
    escalate,
    extend,
    hold,
    merge,
    note,
    reject,
    reopen,
    resume,
    revisit,
)
from gridlog.core.nouns.issue.value import Issue, Revisit

START = date(2025, 11, 3)  # a Monday; general issues fall due on the 12th


def opinion(satisfaction: int = 4, by: str = "P9", solved: bool = True) -> Revisit:
    return Revisit(START, by, False, solved, True, True, satisfaction)


OTHER = Issue(START, "E2", "P1", "A", "A-1", "other", "POWER", "x", "general", "", START, START, START, "x")

STEPS: dict[str, Callable[[Issue, When], dict[str, Json]]] = {
    "issue.assigned": lambda now, when: assign(now, "P2", "电力公司", when),
    "issue.accepted": lambda now, when: accept(now, "P2", when),
    "issue.noted": lambda now, when: note(now, "已到现场", when),
    "issue.held": lambda now, when: hold(now, "等资料", "enterprise", when),
    "issue.resumed": resume,
    "issue.extended": lambda now, when: extend(now, now.due + timedelta(days=7), "设备未到", when),
    "issue.escalated": lambda now, when: escalate(now, "已协调两次", when),
    "issue.answered": lambda now, when: answer(now, "solved", "已增容", when),
    "issue.revisited": lambda now, when: revisit(now, opinion(), "很好", when),
    "issue.closed": close,
    "issue.reopened": lambda now, when: reopen(now, "又停电", when),
    "issue.rejected": lambda now, when: reject(now, "不属本区", when),
    "issue.merged": lambda now, when: merge(now, OTHER, "A" * 26, "B" * 26, when),
    "issue.corrected": lambda now, when: correct(now, {"category": "POWER"}, "类别选错", when),
}
