"""`project milestone`: the planned and the actual day of a milestone."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.project.fields import ProjectArgument
from gridlog.cli.shell.options import Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import session
from gridlog.core.nouns.project.life import Project
from gridlog.words.language import language, listed, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import projects
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("milestone")
def milestone(
    ctx: typer.Context,
    project: ProjectArgument,
    milestone: Annotated[
        str,
        typer.Argument(
            metavar="MILESTONE",
            help=two(
                "节点：签约、注册、拿地、开工、封顶、设备安装、竣工、投产、达规、达效",
                "The milestone, such as started or completed",
            ),
        ),
    ],
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="D", help=two("计划日期，- 为撤销", "The plan; - takes it back")),
    ] = None,
    actual: Annotated[
        str | None,
        typer.Option(
            "--actual", metavar="D", help=two("实际日期，- 为撤销", "The actual day; - takes it back")
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = here.find("project", project)
    key = meant("milestone", milestone)
    days: dict[str, date | None] = {
        name: None if typed.strip() == "-" else here.day_of(typed, option)
        for name, typed, option in (
            ("plan", plan, "project milestone --plan"),
            ("actual", actual, "project milestone --actual"),
        )
        if typed is not None
    }
    done = projects.set_milestone(here, found.code, key, days, reason)
    after = done.milestone(key)
    tell(
        two(
            "{project} {milestone}：计划 {plan}，实际 {actual}",
            "{project}, {milestone}: planned {plan}, actual {actual}",
        ),
        project=found.name,
        milestone=shown("milestone", key, language()),
        plan=day_text(after.plan) if after.plan else "—",
        actual=day_text(after.actual) if after.actual else "—",
    )
    if after.plan != after.first_plan and after.first_plan:
        say(two("首次计划是 {day}。", "The first plan was {day}."), day=day_text(after.first_plan))
    _say_skipped(done)


def _say_skipped(project: Project) -> None:
    from gridlog.core.nouns.project.life import MILESTONE_KEYS, skipped

    passed = skipped(project.milestones)
    if passed:
        names = listed(shown("milestone", key, language()) for key in MILESTONE_KEYS if key in passed)
        say(two("跳过的节点：{names}。", "Skipped: {names}."), names=names)
