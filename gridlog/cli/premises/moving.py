"""`premises move-in` and `premises move-out`: enterprises that occupy premises from a day on, and until a day."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.premises.fields import Enterprise, Premises, Text, text
from gridlog.cli.shell.options import Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import required, session
from gridlog.core.nouns.occupancy.life import Occupancy
from gridlog.core.nouns.premises.life import BUILDING, IDLE
from gridlog.core.nouns.premises.numbers import number
from gridlog.store.lookup import Found
from gridlog.words.language import fill, two
from gridlog.work import premises
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("move-in")
def move_in(
    ctx: typer.Context,
    code: Premises,
    enterprise: Enterprise,
    area: Annotated[
        Text,
        text(
            "--area", "A", "用多少平方米，默认全部空置面积", "How much, in m2; all that is vacant by default"
        ),
    ] = None,
    from_: Annotated[
        str, text("--from", "D", "从哪天起，默认今天", "Since when; today by default")
    ] = "today",
    until: Annotated[
        Text, text("--until", "D", "到哪天止（含），默认一直", "Up to and with this day; open by default")
    ] = None,
    clear: Annotated[
        bool,
        typer.Option(
            "--clear",
            help=two("撤销登记错的入驻，要写原因", "Take a wrong move-in back; needs a reason"),
        ),
    ] = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found, firm = here.find("premises", code), here.find("enterprise", enterprise)
    first = here.day_of(from_, "premises move-in --from")
    if clear:
        why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
        gone = premises.take_back(here, found.code, firm.code, first, why)
        _tell_stay(
            two("已撤销 {code} {name}：{stay}", "taken back: {code} {name}: {stay}"), found, gone, firm.name
        )
        return
    last = here.end(until, first) if until else None
    size = None if area is None else number("area", area)
    done = premises.move_in(here, found.code, firm.code, size, first, last)
    _tell_stay(
        two("{code} {name} 入驻：{stay}", "{code} {name}, moved in: {stay}"), found, done.stay, firm.name
    )
    if done.before:
        say(two("原来是 {area}㎡。", "It was {area} m2 before."), area=done.before.area)
    if done.was_idle:
        say(two("{name} 原为低效闲置，现改为可用。", "{name} was idle and is ready now."), name=found.name)
    elif done.status == IDLE:
        say(two("注意：{name} 仍是低效闲置。", "Note: {name} still counts as idle."), name=found.name)
    elif done.status == BUILDING:
        say(two("注意：{name} 还在建。", "Note: {name} is still under construction."), name=found.name)


def _tell_stay(line: str, found: Found, stay: Occupancy, enterprise: str) -> None:
    days = two("{enterprise} {area}㎡，自 {since}{until}", "{enterprise}, {area} m2, from {since}{until}")
    until = fill(two("，至 {day}", " until {day}"), day=day_text(stay.until)) if stay.until else ""
    said = fill(days, enterprise=enterprise, area=stay.area, since=day_text(stay.from_on), until=until)
    tell(line, code=found.code, name=found.name, stay=said)


@app.command("move-out")
def move_out(
    ctx: typer.Context,
    code: Premises,
    enterprise: Enterprise,
    until: Annotated[
        str, text("--until", "D", "用到哪天（含），默认今天", "Its last day; today by default")
    ] = "today",
) -> None:
    here = session(ctx)
    found, firm = here.find("premises", code), here.find("enterprise", enterprise)
    last = here.day_of(until, "premises move-out --until")
    for stay in premises.move_out(here, found.code, firm.code, last):
        _tell_stay(
            two("{code} {name} 腾退：{stay}", "{code} {name}, moved out: {stay}"), found, stay, firm.name
        )
    if last < date.max:
        say(
            two("自 {day} 起空出。", "Vacant from {day} on."),
            day=day_text(date.fromordinal(last.toordinal() + 1)),
        )
