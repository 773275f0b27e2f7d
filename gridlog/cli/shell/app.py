"""The root command: its words, the options that every command has, and the one place where errors end."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from gridlog.cli.shell.at_once import is_unicode, language_of, sees_today
from gridlog.cli.shell.lazy import Entry, Group, need_language, show_version, words_of
from gridlog.cli.shell.say import ended_by, ready_streams
from gridlog.cli.shell.session import Session
from gridlog.cli.shell.typer_inside import callback_of
from gridlog.errors import GridlogError, Usage
from gridlog.store.file import told
from gridlog.words.language import pick, two, use

COMMANDS: dict[str, Entry] = {
    "init": Entry(
        "gridlog.cli.setup", two("建立数据库，登记本机专员", "Make the database and say who sits here"), False
    ),
    "demo": Entry(
        "gridlog.cli.demo", two("用演示数据走一遍主要工作", "Show the main job on the sample zone"), False
    ),
    "today": Entry(
        "gridlog.cli.today.command", two("今天要紧的事，一屏", "What matters today, on one screen"), False
    ),
    "visit": Entry(
        "gridlog.cli.visit",
        two("走访：登记、查询、更正、作废、导入", "Visits: log, list, correct, void, import"),
    ),
    "issue": Entry(
        "gridlog.cli.issue",
        two("问题：登记、交办、答复、回访、销号", "Issues: raise, assign, answer, revisit, close"),
    ),
    "spotcheck": Entry(
        "gridlog.cli.spotcheck",
        two("抽查：抽样、电话核实、名单、结果", "Spot checks: draw, record calls, list, report"),
    ),
    "project": Entry(
        "gridlog.cli.project",
        two("项目：专班、节点、日志、周进度", "Projects: task forces, milestones, logs, progress"),
    ),
    "plan": Entry(
        "gridlog.cli.plan",
        two("方案：一企业一方案，需求、措施、复盘、确认", "Plans: needs, measures, reviews, confirmation"),
    ),
    "station": Entry(
        "gridlog.cli.station",
        two("服务站：值班表、轮换、换班、交接", "Stations: duties, rotation, swaps, handovers"),
    ),
    "indicator": Entry(
        "gridlog.cli.indicator",
        two("经济指标：导入、登记、汇总、同比", "Indicators: import, set, sums, growth"),
    ),
    "premises": Entry(
        "gridlog.cli.premises",
        two("载体：厂房办公台账、入驻腾退、匹配", "Premises: the list, moves in and out, what fits a need"),
    ),
    "report": Entry(
        "gridlog.cli.report",
        two("报表：周汇总、超期未访、问题办理", "Reports: the week, coverage, issues"),
    ),
    "export": Entry(
        "gridlog.cli.export",
        two("导出台账：走访、问题、企业、人员", "Export ledgers: visits, issues, enterprises, officers"),
        False,
    ),
    "roster": Entry(
        "gridlog.cli.roster",
        two("底册：批量导入网格、人员、企业", "The roster: import grids, officers, enterprises"),
    ),
    "grid": Entry(
        "gridlog.cli.grid", two("网格：列表、树、详情、新增、修改", "Grids: list, tree, show, add, edit")
    ),
    "officer": Entry(
        "gridlog.cli.officer",
        two("人员：列表、新增、修改、分配、请假", "Officers: list, add, edit, assign, leave"),
    ),
    "enterprise": Entry(
        "gridlog.cli.enterprise", two("企业：列表、详情、新增、修改", "Enterprises: list, show, add, edit")
    ),
    "calendar": Entry(
        "gridlog.cli.calendar", two("工作日历：查看、设定、导入", "The working calendar: show, set, import")
    ),
    "sync": Entry("gridlog.cli.sync", two("与共享目录同步", "Exchange with the share"), False),
    "share": Entry(
        "gridlog.cli.share",
        two("共享目录：新建、加入、状态、检查", "The share: create, join, status, check"),
    ),
    "backup": Entry(
        "gridlog.cli.safekeeping",
        two("备份数据库：随时可做，不影响别人写", "Copy the database while others go on writing"),
        False,
    ),
    "restore": Entry(
        "gridlog.cli.safekeeping",
        two("从备份恢复：先看差别，先备份再替换", "Go back to a copy: compared first, kept first"),
        False,
    ),
    "doctor": Entry(
        "gridlog.cli.doctor",
        two(
            "体检：文件、数据表、备份、磁盘、时钟、共享",
            "A check-up: file, tables, copies, disk, clock, share",
        ),
        False,
    ),
    "conflicts": Entry(
        "gridlog.cli.conflicts", two("两人同时修改过的记录", "What two people changed at once"), False
    ),
    "history": Entry(
        "gridlog.cli.history", two("全部记录的先后经过", "Everything that was recorded, latest first"), False
    ),
    "undo": Entry(
        "gridlog.cli.undo",
        two("撤回最近一次操作，或按编号撤回某一次", "Take back the last action, or one by its id"),
        False,
    ),
    "redact": Entry(
        "gridlog.cli.redact",
        two(
            "在所有设备上隐去一个人名或电话",
            "Take a name or a phone number out of every record, on every device",
        ),
        False,
    ),
    "search": Entry(
        "gridlog.cli.search",
        two("全文查找：企业、走访、问题、日志、方案、交接", "Find text in everything on record"),
        False,
    ),
    "config": Entry(
        "gridlog.cli.config", two("设置：本机与全区规则", "Settings: this machine and the zone's rules")
    ),
    "shell": Entry(
        "gridlog.cli.lines.command",
        two("连续录入：逐条敲命令，边敲边补全", "A desk for many entries, completed as you type"),
        False,
    ),
    "completion": Entry(
        "gridlog.cli.completion.command",
        two("命令补全：输出脚本或安装", "Shell completion: print the script or install it"),
        False,
    ),
}
ABOUT = two(
    "网格员走访台账：走访、问题、周汇总，离线可用。",
    "A ledger for grid officers: visits, issues and weekly figures, offline.",
)


class Root(Group):
    """The root group. Every error below it ends here as one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            try:
                super().invoke(ctx)
                if ctx.obj and ctx.obj.has_written:
                    sys.stdout.flush()
                    ctx.obj.keep_week()
            finally:
                if ctx.obj:
                    ctx.obj.close()
            sys.stdout.flush()
        except sqlite3.Error as problem:
            path = ctx.obj.db_path if ctx.obj else None
            raise typer.Exit(ended_by(told(problem, path))) from problem
        except (GridlogError, OSError, KeyboardInterrupt) as problem:
            code = ended_by(problem)
            if code and isinstance(problem, OSError) and ctx.obj and ctx.obj.has_written:
                _say_written()
            raise typer.Exit(code) from None


def _say_written() -> None:
    """Say that only the answer was lost, so that the user does not record the same thing twice."""
    text = two(
        "注意：要记的已经写入数据库，只是结果没能输出，不要重复执行。",
        "Mind: the record is in the database; only its answer could not be written. Do not run it again.",
    )
    sys.stderr.write(pick(text) + "\n")


app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def root(
    ctx: typer.Context,
    db: Annotated[
        str, typer.Option("--db", metavar="FILE", help=two("数据库文件", "The database file"))
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="zh|en", help=two("界面语言", "The language spoken"))
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, help=two("显示版本", "Show the version"))
    ] = False,
) -> None:
    if version:
        show_version()
    if lang:
        need_language(lang)
    ctx.obj = Session(db, _now)
    if ctx.invoked_subcommand is None:  # options without a command
        sys.stderr.write(ctx.get_help() + "\n")
        raise typer.Exit(2)


_now: datetime | None = None


def root_group() -> Root:
    """Return the root with its words; no module of a command is loaded yet."""
    params, callback = callback_of(root)
    group = Root(
        name="gridlog",
        help=ABOUT,
        params=params,
        no_args_is_help=True,
        invoke_without_command=True,
        rich_markup_mode=None,
        callback=callback,
    )
    words_of(group, COMMANDS)
    return group


def _complete(words: list[str]) -> int:
    """Tell a shell what may stand at the cursor; an error tells nothing, for it would stand in the command line."""
    from gridlog.cli.completion.line import complete

    if "_GRIDLOG_WORDS" in os.environ:  # of a shell that drops empty words
        words = os.environ["_GRIDLOG_WORDS"].split("\n")
    here = Session()
    try:
        use(language_of(words, here.config))
        complete(root_group(), here, words)
        sys.stdout.flush()
    except (GridlogError, OSError):
        return 1
    return 0


def main(args: Sequence[str] | None = None, now: datetime | None = None, root: Root | None = None) -> int:
    """Run one command line, at the time `now` if it is given. Returns the exit code.

    `root` has the commands that earlier lines of this process built.
    """
    global _now
    _now = now
    words = list(sys.argv[1:] if args is None else args)
    ready_streams()
    asked = os.environ.get("_GRIDLOG_COMPLETE")
    if asked == "complete_words":
        return _complete(words)
    if asked:  # the script of an earlier version
        from gridlog.cli.shell.typer_inside import prepare_completion

        prepare_completion(pick)
    try:
        here = Session()
        use(language_of(words, here.config))
        if sees_today(words, here):
            words.append("today")
        if not all(map(is_unicode, words)):
            raise Usage("text.not_unicode")
        code = (root or root_group()).main(words, prog_name="gridlog", standalone_mode=False)
        if not code:  # help and version, which no command wrote
            sys.stdout.flush()
    except (GridlogError, typer.TyperException, OSError) as problem:
        return ended_by(problem)
    except typer.Abort:
        return 130
    except SystemExit as done:  # Typer ends a completion with SystemExit
        return int(done.code or 0)
    return code if isinstance(code, int) else 0
