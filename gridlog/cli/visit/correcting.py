"""`visit edit` and `visit void`: a visit corrected or taken out of the count, each with a reason."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.shell.options import ChangedPhone, Id, Json, Reason
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core.event import Data
from gridlog.core.nouns.visit.life import Draft
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import pick, two
from gridlog.words.vocabulary import meant
from gridlog.work import visits
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("edit")
def edit(
    ctx: typer.Context,
    id: Id,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help=two(
                "改为哪天，写法同 visit add --on；只写时间则日期不变",
                "It was this day; as for visit add --on, and a time alone leaves the day",
            ),
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="OFFICER", help=two("改为谁走访的", "It was this officer"))
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="OFFICER",
            help=two("联合走访的同事，取代原来的", "Those who came along, instead of who did"),
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help=two("取消联合走访人员", "Nobody came along"))
    ] = False,
    enterprise: Annotated[
        str | None,
        typer.Option("--enterprise", metavar="E", help=two("改为哪家企业", "It was this enterprise")),
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=two("走访方式", "The method"))
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="K", help=two("走访类型", "The kind"))] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="TEXT", help=two("受访人", "Whom you met"))
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help=two("受访人职务", "Their position"))
    ] = None,
    phone: ChangedPhone = None,
    note: Annotated[
        str | None,
        typer.Option("--note", "-n", metavar="TEXT|-|@FILE", help=two("走访内容", "What was talked about")),
    ] = None,
    nothing: Annotated[bool, typer.Option("--nothing", help=two("改为无诉求", "Nothing was raised"))] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    from gridlog.cli.visit.finding import tell_object

    here = session(ctx)
    if alone and with_:
        raise Usage("visit.alone_with")
    full = here.id("visit", id)
    changes: dict[str, object] = {
        "officer": None if by is None else here.officer(by).code,
        "participants": tuple(here.officer(one).code for one in with_) if with_ else () if alone else None,
        "enterprise": None if enterprise is None else here.find("enterprise", enterprise).code,
        "method": meant("method", method) if method else None,
        "kind": meant("kind", kind) if kind else None,
        "contact": contact,
        "title": title,
        "phone": phone,
        "note": None if note is None else text_of(note),
        "nothing": True if nothing else False if note else None,
    }
    given = {key: value for key, value in changes.items() if value is not None}
    if not given and on is None:
        raise Refused("visit.same")
    visits.need_standing(here, full)
    why = required(reason, two("更正原因", "Why"), "--reason")
    before, draft, data = visits.correct_visit(
        here, full, lambda now: given | _moment_changed(here, on, now.on), why
    )
    if json:
        tell_object(here, full)
    else:
        _tell_edited(here, full, draft, data)
    if draft.enterprise != before.enterprise:
        visits.say_open_issues(here, full, draft.enterprise)


TOLD = (
    "on",
    "enterprise",
    "officer",
    "participants",
    "grid",
    "block",
    "outside",
)  # in every line, or derived


def _tell_edited(here: Session, id: str, draft: Draft, data: Data) -> None:
    """The visit as it is now, and each of its other fields that changed."""
    from gridlog.cli.history import told

    change = data["change"]
    others = (
        {key: value for key, value in change.items() if key not in TOLD} if isinstance(change, dict) else {}
    )
    tell(
        two(
            "{id} 已更正：{day} {name}（{code}），{officer}{others}；原因：{why}",
            "{id} corrected: {day}, {name} ({code}), {officer}{others}; because: {why}",
        ),
        id=lookup.shortest(here.store.connection, "visit", id),
        day=day_text(draft.on, draft.at),
        name=lookup.enterprise_name(here.store.connection, draft.enterprise),
        code=draft.enterprise,
        officer=visits.people_text(here, draft),
        others="".join(pick(two("；", "; ")) + one for one in told(others, {})),
        why=data["why"],
    )


def _moment_changed(here: Session, typed: str | None, on: date) -> dict[str, object]:
    """What `--on` changes of a visit of the day `on`: the day, the time, or both. A time alone is one of that day."""
    if typed is None:
        return {}
    try:
        day, at = here.moment(f"{on} {typed}", "visit edit --on")
    except Usage:
        day, at = here.moment(typed, "visit edit --on")
    return {"on": day, "at": at} if at else {"on": day}


@app.command("void")
def void(ctx: typer.Context, id: Id, reason: Reason = "", json: Json = False) -> None:
    from gridlog.cli.visit.finding import tell_object

    here = session(ctx)
    full = here.id("visit", id)
    visits.need_standing(here, full)
    why = required(reason, two("作废原因", "Why"), "--reason")
    gone = visits.void_visit(here, full, why)
    if json:
        tell_object(here, full)
    else:
        tell(
            two("{id} 已作废：{day} {name}；原因：{why}", "{id} voided: {day}, {name}; because: {why}"),
            id=lookup.shortest(here.store.connection, "visit", full),
            day=day_text(gone.on),
            name=lookup.enterprise_name(here.store.connection, gone.enterprise),
            why=why,
        )
    visits.say_open_issues(here, full)
