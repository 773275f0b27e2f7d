"""`project log` and `project progress`: what a project did on a day, and what it reached in a week."""

from typing import Annotated

import typer

from gridlog.cli.project.fields import WHY_BACK, Clear, ProjectArgument
from gridlog.cli.shell.options import By, Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import required, session, text_of
from gridlog.core.nouns.log.rules import people_in
from gridlog.core.when import week_name
from gridlog.ledgers import projects as lights
from gridlog.words.language import two
from gridlog.work import projects
from gridlog.work.desk import day_text

app = typer.Typer()
Week = Annotated[
    str, typer.Option("--week", metavar="W", help=two("哪一周，默认本周", "Which week; this one by default"))
]


@app.command("log")
def log(
    ctx: typer.Context,
    project: ProjectArgument,
    done: Annotated[
        str | None,
        typer.Option(
            "--done", metavar="TEXT|-|@FILE", help=two("今日完成", "What was done"), show_default=False
        ),
    ] = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="TEXT|-|@FILE", help=two("明日计划", "What comes next"))
    ] = "",
    people: Annotated[
        str | None, typer.Option("--people", metavar="N", help=two("在岗人数", "How many are on site"))
    ] = None,
    needs: Annotated[
        str, typer.Option("--needs", metavar="TEXT|-|@FILE", help=two("需协调", "What is needed of others"))
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: By = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = here.find("project", project)
    day = here.day_of(on, "project log --on")
    if clear:
        projects.clear_log(here, found.code, day, required(reason, WHY_BACK, "--reason"))
        tell(
            two("已撤销 {project} {on} 的日志", "taken back: the log of {project} of {on}"),
            project=found.name,
            on=day_text(day),
        )
        return
    words = text_of(required(done, two("今日完成", "What was done"), "--done"))
    said = projects.Said(words, text_of(plan), text_of(needs), None if people is None else people_in(people))
    before = projects.note(here, found.code, day, said, here.officer(by).code)
    tell(two("{project} {on} 日志已记录", "{project}, {on}: log noted"), project=found.name, on=day_text(day))
    if before:
        say(two("原来写的是：{text}", "It said before: {text}"), text=before.done)


@app.command("progress")
def progress(
    ctx: typer.Context,
    project: ProjectArgument,
    planned: Annotated[
        str | None,
        typer.Option(
            "--planned", metavar="P", help=two("累计计划进度，0 到 100", "Planned, cumulative, 0 to 100")
        ),
    ] = None,
    actual: Annotated[
        str | None,
        typer.Option(
            "--actual", metavar="P", help=two("累计实际进度，0 到 100", "Actual, cumulative, 0 to 100")
        ),
    ] = None,
    week: Week = "this",
    by: By = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = here.find("project", project)
    monday = here.week(week)
    if clear:
        projects.clear_progress(here, found.code, monday, required(reason, WHY_BACK, "--reason"))
        tell(
            two("已撤销 {project} {week} 的进度", "taken back: the progress of {project} of {week}"),
            project=found.name,
            week=week_name(monday),
        )
        return
    done = projects.set_progress(here, found.code, monday, planned, actual, here.officer(by).code)
    after = done.after
    tell(
        two(
            "{project} {week}：计划 {planned}%，实际 {actual}%，序时差 {gap}",
            "{project}, {week}: planned {planned}%, actual {actual}%, gap {gap}",
        ),
        project=found.name,
        week=week_name(monday),
        planned=after.planned or "—",
        actual=after.actual or "—",
        gap=lights.gap_text(after.gap) or "—",
    )
    if any(done.before[2:]):
        say(
            two(
                "原来是计划 {planned}%，实际 {actual}%。",
                "It was planned {planned}%, actual {actual}% before.",
            ),
            planned=done.before.planned or "—",
            actual=done.before.actual or "—",
        )
