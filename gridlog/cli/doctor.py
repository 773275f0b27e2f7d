"""`gridlog doctor`: what is well, what is not, and what to do about it."""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from gridlog.cli.safekeeping import size_text
from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import Json, Yes
from gridlog.cli.shell.output import Wish, emit, wish, write_text
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, confirmed, is_asking, session
from gridlog.errors import Damaged, GridlogError, Unreachable
from gridlog.ledgers.columns import Column
from gridlog.share import check as shares
from gridlog.words.health import SAID
from gridlog.words.language import fill, language, listed, minute, pick, some, two
from gridlog.words.reasons import why
from gridlog.words.vocabulary import shown
from gridlog.work import doctor as work
from gridlog.work.doctor import DAMAGED, OK, WARNING, Finding

app = typer.Typer()

COLUMNS = (
    Column("mark", "", "", words="mark"),
    Column("check", "项目", "check", words="check"),
    Column("what", "情况", "what"),
    Column("do", "办法", "what to do"),
)
SIZES = ("size", "room")
SAMPLE = "√中文"
SHOWN = 5


@app.command("doctor")
def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help=two("重建数据表和索引；记录一条不动", "Make tables and indexes anew; no event is touched"),
        ),
    ] = False,
    tidy: Annotated[
        bool,
        typer.Option(
            "--tidy",
            help=two(
                "删掉共享里逐字节相同的重复副本", "Remove copies on the share that are equal byte for byte"
            ),
        ),
    ] = False,
    yes: Yes = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output)
    with Bar(two("正在核对数据表", "comparing the tables")) as bar:
        findings = [*work.examine(here, bar), _terminal()]
    _show(findings, how)
    if fix:
        findings = _fix(here, findings, yes)
    if tidy:
        _tidy(here, yes)
    if count := sum(one.mark == DAMAGED for one in findings):
        raise Damaged("doctor.damaged", count=count)


def _terminal() -> Finding:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        SAMPLE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Finding(WARNING, "terminal.narrow", {"encoding": encoding})
    return Finding(OK, "terminal.ok", {"encoding": encoding})


def _show(findings: list[Finding], how: Wish) -> None:
    """Show a line for each thing, what to do below it; for a program a row each."""
    if how.format in ("table", "text"):
        write_text([line + "\n" for one in findings for line in _lines(one)], how.output)
    else:
        emit(COLUMNS, [(one.mark, one.check, *_texts(one)) for one in findings], how)


def _lines(one: Finding) -> list[str]:
    what, advice = _texts(one)
    line = f"{shown('mark', one.mark, language())} {what}"
    return [line, f"  → {advice}"] if advice else [line]


def _texts(one: Finding) -> tuple[str, str]:
    """What is so, and what to do, in the user's language."""
    zh, en, do_zh, do_en = SAID[one.code]
    return fill(two(zh, en), **{key: _value(key, value) for key, value in one.values.items()}), pick(
        two(do_zh, do_en)
    )


def _value(key: str, value: object) -> str:
    if key in SIZES and isinstance(value, int):
        return size_text(value)
    if isinstance(value, GridlogError):
        return sentence(value)
    if key == "reason":
        return pick(two(*why(value)))
    if isinstance(value, datetime):
        return minute(value.isoformat())
    if isinstance(value, Mapping):
        words = "event" if key == "kinds" else "finding"
        return listed(f"{shown(words, one, language())} {count}" for one, count in value.items())
    if isinstance(value, list):
        return some([str(one) for one in value], two("项", ""), SHOWN)
    return minute(str(value)) if key == "at" else str(value)


def _may(question: str, yes: bool) -> bool:
    """Whether to go on: only with --yes, or after a person said so."""
    if yes:
        return True
    if not is_asking():
        say(two("什么都没改；确认请加 --yes。", "Nothing was changed; add --yes to confirm."))
        return False
    return confirmed(question, yes, default=False)


def _fix(here: Session, findings: list[Finding], yes: bool) -> list[Finding]:
    """Mend what follows from events. Returns the findings as they are afterwards."""
    broken = [one for one in findings if one.can_fix]
    if not broken:
        say(two("没有可以重建的问题。", "There is nothing that can be made anew."))
        return findings
    if any(one.code in ("file.broken", "events.rotten") for one in findings):
        say(
            two(
                "文件本身有损坏，重建救不了；请先恢复备份。",
                "The file itself is damaged, and that cannot be made anew; restore a copy first.",
            )
        )
        return findings
    say(
        two(
            "将由记录重建全部数据表和索引：{found}",
            "All tables and indexes will be made anew from the events: {found}",
        ),
        found=listed(_texts(one)[0] for one in broken),
    )
    if not _may(two("重建吗", "Make them anew"), yes):
        return findings
    with Bar(two("正在重建", "making anew")) as bar:
        work.mend(here, bar)
        findings = [*work.examine(here, bar), _terminal()]
    left = [one for one in findings if one.can_fix]
    for one in left:
        say("{line}", line=_lines(one)[0])
    if not left:
        say(two("已重建，数据表与记录一致。", "Made anew; the tables are what the events fold to."))
    return findings


def _tidy(here: Session, yes: bool) -> None:
    """Remove proven duplicates from the share. Raises Unreachable."""
    try:
        found = work.doubles(here)
        if found is None or not found[2]:
            say(two("共享目录没有重复副本。", "The share has no duplicates."))
            return
        place, me, names = found
        say(
            two(
                "共享目录有 {count} 个逐字节相同的重复副本：{names}",
                "The share has {count} files that are equal to another byte for byte: {names}",
            ),
            count=len(names),
            names=some(names, two("个", "")),
        )
        if _may(two("删掉吗", "Remove them"), yes):
            removed = shares.tidy(place.log, me, names)
            say(two("已删掉 {count} 个重复副本。", "Removed {count} duplicates."), count=len(removed))
    except OSError as problem:
        raise Unreachable("share.unreachable", path=problem.filename or "", reason=problem) from None
