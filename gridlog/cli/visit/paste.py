"""`visit paste`: messages of a chat group become visits; what they tell is shown, corrected and logged in one transaction."""

import sys
from collections.abc import Sequence
from json import JSONEncoder
from typing import Annotated

import typer

from gridlog.cli.shell.options import CheckOnly, Json, Reason, Yes
from gridlog.cli.shell.output import Wish, emit
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, is_asking, piped_text, read_text, required, session
from gridlog.cli.visit.pasted import settled
from gridlog.errors import NotFound, Usage
from gridlog.intake.chat.messages import Message
from gridlog.intake.chat.reading import Reading
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Column, Value, mask, plain
from gridlog.store import lookup
from gridlog.words.language import fill, language, listed, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work import pasting
from gridlog.work.desk import day_text
from gridlog.work.pasting import Done, Page, Read

app = typer.Typer()

LISTED = 20
SHOWN = 30  # characters of a message that is named

COLUMNS = (
    Column("number", "序号", "no.", "number"),
    Column("date", "走访日期", "date"),
    Column("enterprise", "企业名称", "enterprise"),
    Column("officer", "走访人员", "officers"),
    Column("method", "走访方式", "method", words="method"),
    Column("contact", "受访人", "contact"),
    Column("note", "走访内容", "note", is_long=True),
    Column("issues", "诉求", "issues", is_long=True),
    Column("doubts", "存疑", "in doubt", is_long=True),
)
SPARE = ("note", "method", "contact")  # a person knows the words that were pasted


@app.command("paste")
def paste(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE|-]",
            help=two(
                "聊天记录的文本文件，- 为标准输入；终端上不写则直接粘贴",
                "The text of a chat; - is stdin. On a terminal without it, paste the text",
            ),
            show_default=False,
        ),
    ] = "",
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help=two("消息里没有日期时算哪天", "The day of messages that name none"),
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="OFFICER",
            help=two("消息没写谁发的时算谁；默认本机专员", "Who, where no sender is named; me by default"),
        ),
    ] = None,
    reason: Reason = "",
    dry_run: CheckOnly = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said before the first question
    day = here.day(on, "visit paste --on")
    page = pasting.read_page(here, _text(file), by, day)
    if not page.reads and not page.known:
        _say_others(page.others)
        raise Usage("paste.empty")
    is_person = is_asking() and not yes and not dry_run
    if dry_run and json:
        _tell_json([_row(here, one.now) for one in page.reads])
    elif not json or is_person:
        _show(here, page.reads)
    _say_others(page.others)
    _say_twins(here, page.reads)
    if dry_run:
        _sum_up(page, [], page.known, dry=True)
        return
    reads = settled(here, page.reads, lambda now: _show(here, now)) if is_person else page.reads
    _need_sure(here, reads)
    if any(pasting.needs_reason(here, one.now) for one in reads) and is_person:
        reason = required(
            reason, two("有的已超过补录期限，请写原因", "Some were long ago; why so late?"), "--reason"
        )
    done, known = pasting.log_page(here, reads, reason.strip())
    _show_logged(here, done, json)
    _sum_up(page, done, page.known + known)


def _text(file: str) -> str:
    """Return the text of a file or of stdin; at a terminal, what the person pastes. Raises Usage."""
    if file not in ("", "-"):
        from pathlib import Path

        return read_text(Path(file))
    if is_asking():
        say(
            two(
                "把聊天记录粘贴到这里，然后在新的一行按 Ctrl-D 结束（Windows 为 Ctrl-Z 回车）：",
                "Paste the chat here; end with Ctrl-D on a line of its own (Ctrl-Z and Enter on Windows):",
            )
        )
        return sys.stdin.read()
    return piped_text()


def _show(here: Session, reads: Sequence[Read]) -> None:
    """Write the table of what was understood."""
    if not reads:
        return
    emit(
        COLUMNS,
        [_shown(here, number, one.now) for number, one in enumerate(reads, 1)],
        Wish("table", ""),
        SPARE,
    )


def _shown(here: Session, number: int, one: Reading) -> tuple[Value, ...]:
    """Return a message as the table shows it."""
    issue = two("{text}（{category}）", "{text} ({category})")
    asked = [
        fill(issue, text=each.text, category=shown("category", each.category, language()))
        for each in one.issues
    ]
    return (
        number,
        day_text(one.on, one.at) if one.on else "?",
        here.name("enterprise", one.enterprise) if one.enterprise else f"? {one.named}",
        pasting.people_of(here, one) or f"? {one.sender}".rstrip(),
        one.method,
        one.contact + one.title,
        one.note,
        pick(two("；", "; ")).join(asked) or (pick(two("无", "none")) if one.nothing else ""),
        listed(shown("doubt", doubt, language()) for doubt in one.doubts),
    )


def _row(here: Session, one: Reading) -> dict[str, object]:
    """Return a message with the keys of `export visits`, the categories of what was asked for, and the doubts."""
    told: dict[str, object] = {**pasting.cells(here, one)}
    told["phone"] = mask(one.phone)
    return {**told, "category": ";".join(asked.category for asked in one.issues), "doubts": list(one.doubts)}


def _tell_json(rows: Sequence[dict[str, object]]) -> None:
    encode = JSONEncoder(ensure_ascii=False).encode
    sys.stdout.write("[\n" + ",\n".join(map(encode, rows)) + "\n]\n" if rows else "[]\n")


def _say_others(others: Sequence[Message]) -> None:
    for one in others[:LISTED]:
        say(two("不是走访，没有读：{text}", "No visit, left out: {text}"), text=_short(one.text))
    if len(others) > LISTED:
        say(two("……还有 {more} 条不是走访", "… and {more} more are no visits"), more=len(others) - LISTED)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _say_twins(here: Session, reads: Sequence[Read]) -> None:
    """Warn of visits to an enterprise that has another one on the same day."""
    found = pasting.twins(here, reads)
    for twin in found[:LISTED]:
        now = reads[twin.number - 1].now
        where = (
            lookup.shortest(here.connection, "visit", twin.id) if twin.id else pick(two("本页", "this page"))
        )
        say(
            two(
                "提醒：第 {number} 条：{enterprise} {day} 已有走访（{where} {officer}），请核对是否同一次。",
                "Mind: no. {number}: there is a visit to {enterprise} on {day} already ({where} {officer}); is it the same?",
            ),
            number=twin.number,
            enterprise=here.name("enterprise", now.enterprise),
            day=now.on,
            where=where,
            officer=twin.officer,
        )
    if len(found) > LISTED:
        say(
            two("……还有 {more} 处同一天的走访", "… and {more} more on the same day"), more=len(found) - LISTED
        )


def _need_sure(here: Session, reads: Sequence[Read]) -> None:
    """Raises NotFound, with each doubt said before, where a message leaves a doubt."""
    doubted = [(number, one.now) for number, one in enumerate(reads, 1) if one.now.doubts]
    for number, now in doubted[:LISTED]:
        say(
            two("第 {number} 条“{text}”：{doubts}{names}", "no. {number} '{text}': {doubts}{names}"),
            number=number,
            text=_short(now.text),
            doubts=listed(f"{shown('doubt', doubt, language())} ({doubt})" for doubt in now.doubts),
            names=_names(here, now),
        )
    if doubted:
        raise NotFound("paste.doubts", count=len(doubted))


def _names(here: Session, one: Reading) -> str:
    """Return the enterprises that a message may mean, or the words that mean none, after a colon."""
    if len(one.candidates) > 1:
        return pick(two("：", ": ")) + listed(
            f"{code} {here.name('enterprise', code)}" for code in one.candidates[:LISTED]
        )
    return pick(two("：", ": ")) + one.named if "enterprise_unknown" in one.doubts else ""


def _show_logged(here: Session, done: Sequence[Done], json: bool) -> None:
    if json:
        _tell_json([_logged_row(here, one) for one in done])
        return
    for draft, logged in done:
        tell(
            two(
                "{id} 已登记走访：{day} {name}（{code}）{method}，{officer}",
                "{id} visit logged: {day}, {name} ({code}), {method}, {officer}",
            ),
            id=lookup.shortest(here.connection, "visit", logged.id),
            day=day_text(draft.on, draft.at),
            name=here.name("enterprise", draft.enterprise),
            code=draft.enterprise,
            method=shown("method", draft.method, language()),
            officer=listed(here.name("officer", code) for code in (draft.officer, *draft.participants)),
        )
        for id, due in logged.issues:
            tell(
                two("{id} 已登记问题，时限 {due}", "{id} issue raised, due {due}"),
                id=lookup.shortest(here.connection, "issue", id),
                due=day_text(due),
            )


def _logged_row(here: Session, one: Done) -> dict[str, object]:
    query = queries.visits(one.logged.known.around.rules).narrowed("v.id = :id", id=one.logged.id)
    row = query.one(here.connection)
    told: dict[str, object] = {
        column.key: plain(column, value) for column, value in zip(query.columns, row, strict=True)
    }
    return {**told, "doubts": []}


def _sum_up(page: Page, done: Sequence[Done], known: int, dry: bool = False) -> None:
    events = [one.logged.event.data for one in done]
    doubted = sum(bool(one.now.doubts) for one in page.reads)
    more = {
        two("，登记问题 {n} 个", ", {n} issues raised"): sum(len(one.logged.issues) for one in done),
        two("，跳过已有 {n} 条", ", {n} known already"): known,
        two("，存疑 {n} 条", ", {n} in doubt"): doubted if dry else 0,
        two("，不是走访 {n} 条", ", {n} messages are no visits"): len(page.others),
        two("；其中补录 {n} 条", "; {n} of them late"): sum(bool(one.get("late")) for one in events),
        two("，跨网格 {n} 条", ", {n} outside the own grid"): sum(bool(one.get("outside")) for one in events),
    }
    say(
        two("读出 {n} 条走访{more}", "{n} visits read{more}")
        if dry
        else two("登记 {n} 条走访{more}", "{n} visits logged{more}"),
        n=len(page.reads) if dry else len(done),
        more="".join(fill(text, n=count) for text, count in more.items() if count),
    )
