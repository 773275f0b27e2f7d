"""`premises match`: what fits a need, given by options or by an issue."""

from typing import Annotated

import typer

from gridlog.cli.premises.fields import AREA, KIND, Text, text
from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import MOST_ROWS, Excel, Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import Wish, emit, wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.nouns.premises.fit import Fit, Wanted, lacks
from gridlog.core.nouns.premises.ledger import MATCHES
from gridlog.core.nouns.premises.need import Need
from gridlog.reports.premises import matched
from gridlog.words.language import fill, language, listed, pick, two
from gridlog.words.vocabulary import field_word, shown
from gridlog.work import premises

app = typer.Typer()
SPARE = ("block", "part", "load", "height", "power", "park", "over")


@app.command("match")
def match(
    ctx: typer.Context,
    kind: Annotated[Text, KIND] = None,
    area: Annotated[Text, AREA] = None,
    power: Annotated[Text, text("--power", "P", "配电至少多少 kVA", "At least this power, in kVA")] = None,
    load: Annotated[
        Text, text("--load", "L", "承重至少多少吨/平方米", "At least this floor load, in t/m2")
    ] = None,
    height: Annotated[Text, text("--height", "H", "层高至少多少米", "At least this height, in m")] = None,
    price: Annotated[
        Text, text("--price", "P", "租金至多多少元/平方米·月", "At most this price, in yuan a m2 and month")
    ] = None,
    block: Annotated[Text, text("--block", "GRID", "最好在哪个板块", "Wished in this block")] = None,
    issue: Annotated[
        Text,
        text(
            "--issue",
            "ID",
            "从用地厂房类问题里读类型和面积",
            "Read kind and area out of an issue of category LAND",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=MOST_ROWS, help=two("最多列几处", "The best N"))
    ] = 20,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    wishes = {"power": power, "load": load, "height": height, "price": price, "block": block}
    wanted = premises.wanted(here, {"kind": kind, "area": area, **wishes}, _need_of(here, issue))
    found = matched(here.store.connection, wanted, here.today, limit)
    rows = [(*fit, len(wanted.wishes), _lacking(wanted, fit, how)) for fit in found.best]
    emit(MATCHES, rows, how, SPARE)
    if not found.in_all:
        say(two("没有合适的空置载体。", "No vacant premises fit."))
    elif found.in_all > len(rows):
        say(
            two("还有 {more} 处，用 --limit 多列。", "{more} more fit; see --limit."),
            more=found.in_all - len(rows),
        )
    if found.idle:
        say(
            two(
                "另有 {count} 处低效闲置的够大，要先腾退：gridlog premises list --idle",
                "idle and large enough, once given up: {count}; see gridlog premises list --idle",
            ),
            count=found.idle,
        )


def _need_of(here: Session, issue: str | None) -> Need:
    """Return what an issue says is needed, and say what was understood; nothing without an issue. Raises Refused."""
    if issue is None:
        return Need()
    read = premises.need_of(here, issue)
    need = read.need
    understood = []
    if need.kind:
        word = shown("premises_kind", need.kind, language())
        understood.append(
            fill(two("类型 {kind}（“{word}”）", "kind {kind} ('{word}')"), kind=word, word=need.kind_word)
        )
    if need.area:
        told = two("面积 {area}㎡（“{words}”）", "area {area} m2 ('{words}')")
        understood.append(fill(told, area=need.area, words=need.area_words))
    say(
        two("{enterprise} 的问题读作：{understood}。", "The issue of {enterprise} is read as: {understood}."),
        enterprise=read.enterprise,
        understood=listed(understood) or pick(two("没有读出类型和面积", "neither a kind nor an area")),
    )
    return need


def _lacking(wanted: Wanted, fit: Fit, how: Wish) -> str:
    """Return each wish that a place fails: in words for people, as wish=has/wanted for programs."""
    failed = list(lacks(wanted, fit))
    if how.format not in FOR_PEOPLE and not how.excel:
        return ";".join(f"{one.wish}={one.has}/{one.wanted}" for one in failed)
    unknown = pick(two("不详", "unknown"))
    text = two("{wish} {has}，要 {wanted}", "{wish} {has}, wanted {wanted}")
    return pick(two("；", "; ")).join(
        fill(
            text, wish=field_word("premises", one.wish, language()), has=one.has or unknown, wanted=one.wanted
        )
        for one in failed
    )
