"""`gridlog spotcheck`: a sample of visits drawn by lot, and what the enterprises say on the phone (抽查)."""

from secrets import randbelow
from typing import Annotated

import typer

from gridlog.cli.history import told
from gridlog.cli.levels import CoarseLevel, coarse_level_of
from gridlog.cli.shell.listing import Excel, Format, Output, Unmask
from gridlog.cli.shell.options import By, Json, yes_or_no
from gridlog.cli.shell.output import emit, emit_query, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, needed_yes_no, session, text_of
from gridlog.core.event import SHORT
from gridlog.core.nouns.spotcheck import life as spotcheck
from gridlog.core.nouns.spotcheck.life import DAY, LAST_SEED, MOST, Figures, Lot, Said
from gridlog.core.nouns.visit.ledger import people
from gridlog.core.tree import WHOLE
from gridlog.ledgers import queries
from gridlog.ledgers.columns import SPOTCHECK_UNITS, spoken
from gridlog.ledgers.queries import Query
from gridlog.papers.levels import finer, headed, without
from gridlog.papers.titles import titled
from gridlog.reports import spotchecks
from gridlog.store import lookup
from gridlog.words.language import fill, language, pick, two
from gridlog.work import spotchecks as work
from gridlog.work.unmasking import record as record_unmasked

app = typer.Typer()

SEEDS = 1_000_000
LISTED = 5

Period = Annotated[
    str,
    typer.Argument(
        metavar="PERIOD",
        help=two(
            "周或月：本周、2026-W47、2026-11、上月，或一周里的一天；默认上周",
            "A week or month: this, 2026-W47, 2026-11, or a day of a week; last week by default",
        ),
    ),
]
DrawId = Annotated[
    str | None,
    typer.Option(
        "--draw", metavar="ID", help=two("哪次抽查，默认最近一次", "Which draw; the latest by default")
    ),
]


@app.command("draw", help=two("随机抽取要电话核实的走访", "Draw the visits to be checked by phone"))
def draw(
    ctx: typer.Context,
    percent: Annotated[
        int,
        typer.Option(
            "--percent",
            metavar="P",
            min=1,
            max=MOST,
            help=two("抽百分之几；每个有走访的板块至少一次", "How many of 100; at least one of each block"),
        ),
    ],
    period: Period = "last",
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=LAST_SEED,
            help=two(
                "种子：同样的走访、比例和种子抽出同样的样本；默认随机",
                "The same visits, percent and seed draw the same sample; by chance by default",
            ),
            show_default=False,
        ),
    ] = None,
    rule: Annotated[
        int,
        typer.Option(
            "--rule",
            metavar="N",
            min=1,
            max=spotcheck.RULE,
            help=two(
                "抽法：2 一家企业尽量只抽一次；1 为旧版抽法，用来重抽旧样本",
                "How to draw: 2 spares enterprises a second call; 1 is that of earlier versions, to draw old samples again",
            ),
        ),
    ] = spotcheck.RULE,
    by: By = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=two("只看会抽中哪些，不记录", "Show what it would draw only"))
    ] = False,
) -> None:
    here = session(ctx)
    lot = Lot(*here.period(period), percent, randbelow(SEEDS) if seed is None else seed)
    who = here.officer(by).code
    if dry_run:
        drawn = work.try_draw(here, lot, rule)
        _tell_draw(pick(two("试运行：", "dry run:")), lot, drawn)
        tell("{ids}", ids="\n".join(drawn.chosen))
    else:
        drawn = work.draw(here, lot, rule, who)
        _tell_draw(lookup.shortest(here.store.connection, "spotcheck", drawn.id), lot, drawn)
    _warn(here, lot, drawn.before)


def _tell_draw(head: str, lot: Lot, drawn: work.Drawn) -> None:
    tell(
        two(
            "{head} 抽查 {start} 至 {end}：{pool} 次计入考核的走访抽中 {count} 次（{percent}%），种子 {seed}",
            "{head} spot check of {start} to {end}: {count} of {pool} visits that count ({percent}%), seed {seed}",
        ),
        head=head,
        pool=drawn.pool,
        count=len(drawn.chosen),
        **_lot(lot),
    )


def _lot(lot: Lot) -> dict[str, object]:
    """A lot as it is told, both days of its period in it."""
    return {"start": lot.start, "end": lot.end - DAY, "percent": lot.percent, "seed": lot.seed}


def _warn(here: Session, lot: Lot, before: list[str]) -> None:
    """Say that it was drawn before, or too early."""
    if before:
        say(
            two(
                "注意：这一时期此前已抽查 {count} 次（{ids}）。每次抽样都留在历史里，结果合并计算。",
                "Note: this period was drawn before, {count} times ({ids}); every draw stays in the history and counts.",
            ),
            count=len(before),
            ids=", ".join(lookup.shortest(here.store.connection, "spotcheck", id) for id in before),
        )
    if here.today < lot.end:
        say(
            two(
                "注意：这一时期还没有过完，此后登记的走访不在样本里。",
                "Note: the period is not over; visits logged from now on are not in the sample.",
            )
        )


@app.command("record", help=two("记下电话核实的结果", "Write down what the enterprise said on the phone"))
def record(
    ctx: typer.Context,
    visit: Annotated[
        str,
        typer.Argument(
            metavar="VISIT",
            help=two("走访编号的前几位", "The first letters of the visit's id"),
            show_default=False,
        ),
    ],
    reached: Annotated[
        str,
        typer.Option("--reached", metavar="yes|no", help=two("联系上企业了吗", "Whether anybody answered")),
    ] = "",
    confirmed: Annotated[
        str | None,
        typer.Option(
            "--confirmed", metavar="yes|no", help=two("企业说走访属实吗", "Whether the visit took place")
        ),
    ] = None,
    satisfaction: Annotated[
        int | None,
        typer.Option(
            "--satisfaction",
            metavar="1..5",
            help=two("满意度：5 非常满意 … 1 非常不满意", "5 very satisfied … 1 very dissatisfied"),
            show_default=False,
        ),
    ] = None,
    note: Annotated[
        str,
        typer.Option(
            "--note", "-n", metavar="TEXT|-|@FILE", help=two("企业还说了什么", "What else was said")
        ),
    ] = "",
    draw: DrawId = None,
    by: By = None,
) -> None:
    here = session(ctx)
    here.id("visit", visit)  # an unknown visit is said before the first question
    chosen = None if draw is None else here.id("spotcheck", draw)
    answer = needed_yes_no(reached, two("联系上企业了吗", "Was the enterprise reached"), "--reached")
    said = Said(answer, yes_or_no(confirmed, "confirmed"), satisfaction, text_of(note))
    done = work.record(here, visit, chosen, said, here.officer(by).code)
    _tell_record(here, done)


def _tell_record(here: Session, done: work.Recorded) -> None:
    tell(
        two("{id} 抽查已记录：{told}", "{id} spot check recorded: {told}"),
        id=lookup.shortest(here.store.connection, "visit", str(done.data["visit"])),
        told="; ".join(told({key: value for key, value in done.data.items() if key != "visit"}, {})),
    )
    if done.is_again:
        say(
            two(
                "此前已有一次结果，现以这次为准，两次都在历史里。",
                "There was an answer before; this one stands, both are in the history.",
            )
        )


SPARE = ("draw", "enterprise_code", "officer_code", "recorded_at", "recorded_by", "void", "block", "contact")


@app.command("list", help=two("抽查名单与结果", "The sample and what was answered"))
def list_(
    ctx: typer.Context,
    draw: DrawId = None,
    open_: Annotated[
        bool, typer.Option("--open", help=two("只看还没有结果的", "Only those nobody called about yet"))
    ] = False,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    connection = here.store.connection
    how = wish(format, json, output, excel)
    id = spotchecks.latest(connection) if draw is None else here.id("spotcheck", draw)
    query = queries.spotchecks(unmask).narrowed("s.id = :draw", draw=id or "")
    if open_:
        query = query.narrowed("s.reached IS NULL")
    if unmask:
        record_unmasked(here, "spotchecks", query)
    emit_query(connection, _short(query) if how.format == "table" else query, how, SPARE, _title(here, id))
    if id is None:
        say(
            two(
                "还没有抽查过，先运行 gridlog spotcheck draw。",
                "Nothing drawn yet; run gridlog spotcheck draw.",
            )
        )
    elif draw is None:
        _say_open_elsewhere(here, id)


def _short(query: Query) -> Query:
    """The same for people: ids of the length that they read, and everybody who was on the visit by name."""
    cells = [
        f"substr({cell}, 1, {SHORT})"
        if column.key in ("draw", "visit")
        else people(pick(two("、", ", ")))
        if column.key == "officer"
        else cell
        for column, cell in zip(query.columns, query.cells, strict=True)
    ]
    return query.with_cells(query.columns, cells)


def _title(here: Session, id: str | None) -> str:
    if id is None:
        return ""
    text = two(
        "抽查 {id}：{start} 至 {end}，{percent}%，种子 {seed}",
        "spot check {id}: {start} to {end}, {percent}%, seed {seed}",
    )
    return titled(here.rules, fill(text, id=id[:SHORT], **_lot(spotchecks.lot_of(here.store.connection, id))))


def _say_open_elsewhere(here: Session, id: str) -> None:
    rest = spotchecks.open_elsewhere(here.store.connection, id)
    if rest:
        say(
            two(
                "另有 {count} 次走访在别的抽查里还没有结果：--draw {ids}",
                "{count} visits of other draws have no answer yet: --draw {ids}",
            ),
            count=sum(rest.values()),
            ids=", ".join(
                lookup.shortest(here.store.connection, "spotcheck", one) for one in list(rest)[:LISTED]
            ),
        )


@app.command(
    "report", help=two("抽查结果：联系上、属实、满意", "What came of it: reached, confirmed, satisfied")
)
def report(
    ctx: typer.Context,
    period: Period = "last",
    by: CoarseLevel = "",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    start, end = here.period(period)
    tree = lookup.tree(here.store.connection, here.rules)
    level = coarse_level_of(by, tree)
    found = spotchecks.checked(here.store.connection, start, end, tree.coarse_unit(level))
    units = [spotcheck.of_zone(found)] if level == WHOLE else spotcheck.by_unit(found)
    columns = headed(SPOTCHECK_UNITS, tree.report_level, level)
    columns, rows = without(columns, units, finer(level, tree.report_level))
    title = fill(
        two("抽查结果（{start} 至 {end}）", "spot checks ({start} to {end})"), start=start, end=end - DAY
    )
    emit(columns, rows, how, title=titled(here.rules, title))
    if how.format == "table":
        _say_zone(spotcheck.of_zone(found))


def _say_zone(zone: Figures) -> None:
    say(
        two(
            "抽查 {drawn} 次，联系上 {reached} 次；属实 {confirmed}/{reached}（{confirmed_rate}）；"
            "满意 {satisfied}/{rated}（{satisfied_rate}）",
            "{drawn} drawn, {reached} reached; confirmed {confirmed}/{reached} ({confirmed_rate}); "
            "satisfied {satisfied}/{rated} ({satisfied_rate})",
        ),
        **{
            column.key: spoken(column, value, language())
            for column, value in zip(SPOTCHECK_UNITS, zone, strict=True)
        },
    )
