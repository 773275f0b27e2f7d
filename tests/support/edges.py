"""A proper value for every option, and command lines made of them."""

from tests.support.pages import PAGES

PROPER = {0, 2, 3, 4, 5, 7}

# A line of each command that is right but for what is put into it; a name in capitals is an argument.
LINES = {
    "init": "init",
    "visit add": "visit add E2 --by 张三 --note x --yes",
    "visit list": "visit list",
    "visit show": "visit show {visit}",
    "visit history": "visit history {visit}",
    "visit edit": "visit edit {visit} --reason x",
    "visit void": "visit void {visit} --reason x",
    "visit import": "visit import {file}",
    "issue raise": "issue raise E1 断电 --by 张三",
    "issue list": "issue list",
    "issue show": "issue show {issue}",
    "issue history": "issue history {issue}",
    "issue edit": "issue edit {issue} --grade simple --reason x",
    "issue assign": "issue assign {issue} 李四",
    "issue accept": "issue accept {issue}",
    "issue note": "issue note {issue} x",
    "issue hold": "issue hold {issue} --reason x",
    "issue resume": "issue resume {issue}",
    "issue extend": "issue extend {issue} --due 2025-12-30 --reason x",
    "issue escalate": "issue escalate {issue} --reason x",
    "issue answer": "issue answer {issue} --result solved --text x",
    "issue revisit": "issue revisit {issue} --satisfaction 5",
    "issue close": "issue close {issue} --result solved --text x --satisfaction 5",
    "issue reopen": "issue reopen {issue} --reason x",
    "issue reject": "issue reject {issue} --reason x",
    "issue merge": "issue merge {issue} {issue}",
    "spotcheck draw": "spotcheck draw 2025-W46 --percent 50 --seed 7 --by 王五",
    "spotcheck record": "spotcheck record {visit} --reached yes --by 王五",
    "spotcheck list": "spotcheck list",
    "spotcheck report": "spotcheck report 2025-W46",
    "report day": "report day 2025-11-14",
    "report week": "report week 2025-W46",
    "report month": "report month 2025-11",
    "report trend": "report trend 2025-W46",
    "report coverage": "report coverage",
    "report issues": "report issues",
    "export": "export visits",
    "roster import": "roster import {file} --kind officers",
    "roster headings": "roster headings",
    "grid list": "grid list",
    "grid tree": "grid tree",
    "grid show": "grid show A-1",
    "officer list": "officer list",
    "officer show": "officer show 张三",
    "officer add": "officer add P9 赵六 --grid A-1",
    "officer assign": "officer assign 张三 A-2",
    "officer leave": "officer leave 张三 --from 2025-11-24 --to 2025-11-25 --yes",
    "enterprise list": "enterprise list",
    "enterprise show": "enterprise show E1",
    "enterprise add": "enterprise add E9 新企业",
    "enterprise edit": "enterprise edit E1 --grid B-1",
    "calendar show": "calendar show 2025-11",
    "calendar set": "calendar set 2025-11-30 work",
    "calendar import": "calendar import {file}",
    "sync": "sync",
    "share create": "share create there",
    "share join": "share join there --yes",
    "share status": "share status",
    "share check": "share check there",
    "share rebuild": "share rebuild there --yes",
    "share relay": "share relay there elsewhere",
    "conflicts": "conflicts",
    "history": "history",
    "config list": "config list",
    "config get": "config get quota",
    "config set": "config set quota 3",
    "completion": "completion bash",
    "shell": "shell",
}

WORDS = {
    "ENTERPRISE": "E1",
    "OFFICER": "张三",
    "GRID": "A-1",
    "ID": "{visit}",
    "FILE": "{file}",
    "DATE": "2025-11-20",
}


def line_of(path: str) -> str:
    """The right line of a command; of one that is not listed, a value of the kind that each argument wants."""
    if path in LINES:
        return LINES[path]
    params = PAGES[path].command.params
    arguments = [param for param in params if param.param_type_name == "argument" and param.required]
    return " ".join([path, *(WORDS.get(param.metavar.strip("."), "x") for param in arguments)])
