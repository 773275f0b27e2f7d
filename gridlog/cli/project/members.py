"""`project member`: officers join and leave a task force."""

from typing import Annotated

import typer

from gridlog.cli.project.fields import WHY_BACK, Clear, ProjectArgument
from gridlog.cli.shell.options import Reason
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.core.nouns.project.life import DAY, Member
from gridlog.core.roster import FOREVER
from gridlog.store.lookup import Found
from gridlog.words.language import fill, pick, two
from gridlog.work import projects
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("member")
def member(
    ctx: typer.Context,
    project: ProjectArgument,
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help=two("哪位人员", "Who"))],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="D", help=two("从哪天起，默认今天", "From this day on; today by default")
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
    ] = None,
    resident: Annotated[
        bool | None,
        typer.Option("--resident/--not-resident", help=two("脱产驻点", "At the project, without other work")),
    ] = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found, person = here.find("project", project), here.find("officer", officer)
    first = here.day(from_, "project member --from")
    if clear:
        why = required(reason, WHY_BACK, "--reason")
        gone = projects.remove_member(here, found.code, person.code, first, why)
        _tell_member(here, two("已撤销 {project}：{who}", "taken back from {project}: {who}"), found, gone)
        return
    stay = projects.Stay(first, here.day(until, "project member --until"), resident, reason)
    now = projects.set_member(here, found.code, person.code, stay)
    _tell_member(here, two("{project}：{who}", "{project}: {who}"), found, now)


def _tell_member(here: Session, line: str, project: Found, stay: Member) -> None:
    last = "" if stay.until_on == FOREVER else day_text(stay.until_on - DAY)
    until = fill(two("至 {last}", " until {last}"), last=last) if last else pick(two("起", " on"))
    who = fill(
        two("{name}，{first} {until}{more}", "{name}, from {first}{until}{more}"),
        name=here.name("officer", stay.officer),
        first=day_text(stay.from_on),
        until=until,
        more=pick(two("，脱产驻点", ", resident")) if stay.resident else "",
    )
    tell(line, project=project.name, who=who)
