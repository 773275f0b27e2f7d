"""`station duty`, `station rotate` and `station swap`: who is on duty on which day."""

from secrets import randbelow
from typing import Annotated

import typer

from gridlog.cli.shell.options import DryRun, Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.cli.station.fields import Station
from gridlog.core.nouns.duty.life import Duty
from gridlog.core.nouns.duty.roster import Finding
from gridlog.reports.stations import found_wrong
from gridlog.reports.zone import Zone
from gridlog.store.lookup import Found
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import stations
from gridlog.work.desk import day_text

app = typer.Typer()
SEEDS = 1_000_000
Shift = Annotated[
    str,
    typer.Option(
        "--shift",
        metavar="S",
        help=two("班次：day 全天、am 上午、pm 下午", "day, am or pm; the whole day by default"),
    ),
]


@app.command("duty")
def duty(
    ctx: typer.Context,
    station: Station,
    officer: Annotated[
        str | None,
        typer.Argument(metavar="OFFICER", help=two("值守人", "Who is on duty"), show_default=False),
    ] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    shift: Shift = "day",
    standin: Annotated[
        str | None, typer.Option("--stand-in", metavar="O", help=two("替班", "Who takes over when needed"))
    ] = None,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="O", help=two("带班领导", "Who is in charge of the day"))
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help=two("撤销这一班，要写原因", "Take this duty back; needs a reason"))
    ] = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    day = here.day_of(on, "station duty --on")
    chosen = meant("shift", shift)
    if clear:
        why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
        gone = stations.clear_duty(here, found.code, day, chosen, why)
        _tell_duty(
            here,
            two("已撤销 {station} {on} {shift}：{who}", "taken back: {station}, {on}, {shift}: {who}"),
            found,
            gone,
        )
        return
    codes = [here.find("officer", one).code if one else "" for one in (standin, leader)]
    persons = stations.Persons(here.officer(officer).code, *codes)
    before = stations.set_duty(here, found.code, day, chosen, persons)
    now = Duty(found.code, day, chosen, *persons)
    _tell_duty(here, two("{station} {on} {shift}：{who}", "{station}, {on}, {shift}: {who}"), found, now)
    if before:
        say(two("原来是 {who}。", "It was {who} before."), who=_who(here, before))
    _say_findings(here, found, now)


def _tell_duty(here: Session, line: str, station: Found, duty: Duty) -> None:
    shift = shown("shift", duty.shift, language())
    tell(line, station=station.name, on=day_text(duty.on), shift=shift, who=_who(here, duty))


def _who(here: Session, duty: Duty) -> str:
    parts = [here.name("officer", duty.officer)]
    if duty.standin:
        parts.append(fill(two("替班 {name}", "stand-in {name}"), name=here.name("officer", duty.standin)))
    if duty.leader:
        parts.append(fill(two("带班 {name}", "in charge {name}"), name=here.name("officer", duty.leader)))
    return pick(two("，", ", ")).join(parts)


def _say_findings(here: Session, station: Found, duty: Duty) -> None:
    """Say what is wrong with one duty: the person is away, in two places, or of another block."""
    zone = Zone(here.store.connection, here.today)
    for one in found_wrong(zone, duty.on, duty.on, here.now, station.code):
        if one.shift == duty.shift and one.what in ("leave", "double", "block"):
            say(
                two("注意：{name} {what}。", "Note: {name}: {what}."),
                name=here.name("officer", one.officer),
                what=_what(one),
            )


def _what(one: Finding) -> str:
    what = shown("duty_finding", one.what, language())
    return f"{what} {one.other}" if one.other else what


@app.command("rotate")
def rotate(
    ctx: typer.Context,
    station: Station,
    from_: Annotated[str, typer.Option("--from", metavar="D", help=two("从哪天起", "From this day on"))],
    until: Annotated[
        str, typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day"))
    ],
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=SEEDS,
            help=two(
                "种子：同样的人和班，同样的种子排出同样的表；默认随机",
                "The same people, duties and seed make the same roster; by chance by default",
            ),
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    first = here.day_of(from_, "station rotate --from")
    last = here.end(until, first)
    seed = randbelow(SEEDS) if seed is None else seed
    done = stations.rotate(here, found.code, first, last, seed, dry_run)
    for one in done.made:
        tell("{on} {who}", on=day_text(one.on), who=here.name("officer", one.officer))
    tell(
        two(
            "{head}{station} 排了 {count} 天，种子 {seed}",
            "{head}{station}: {count} days rostered, seed {seed}",
        ),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        station=found.name,
        count=len(done.made),
        seed=seed,
    )
    if done.open:
        say(
            two("还有 {count} 个工作日没有人可排：{days}", "{count} workdays found nobody: {days}"),
            count=len(done.open),
            days=", ".join(map(str, done.open[:10])),
        )


@app.command("swap")
def swap(
    ctx: typer.Context,
    station: Station,
    day: Annotated[str, typer.Argument(metavar="D", help=two("哪一天的班", "The day of the duty"))],
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help=two("原来值守的人", "Who has the duty"))],
    other: Annotated[str, typer.Argument(metavar="OTHER", help=two("换给谁", "Who takes it over"))],
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    one, two_ = here.find("officer", officer), here.find("officer", other)
    done = stations.swap(here, found.code, here.day_of(day, "station swap D"), one.code, two_.code)
    line = two("{station} {on} {shift}：{who}", "{station}, {on}, {shift}: {who}")
    _tell_duty(here, line, found, done.taken)
    if done.given:
        _tell_duty(here, line, found, done.given)
    else:
        say(
            two("{name} 此后没有班可换，只是替班。", "{name} has no later duty to give in return."),
            name=two_.name,
        )
    for duty in filter(None, (done.taken, done.given)):
        _say_findings(here, found, duty)
