"""`gridlog sync`: exchange with everybody else, and say what the exchange did."""

import os
import sys

import typer

from gridlog.cli.shell.options import ShareFolder
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, session
from gridlog.core.nouns import coded
from gridlog.errors import Damaged, Unreachable
from gridlog.machine.computer import fingerprint
from gridlog.share import holdings
from gridlog.share.membership import Place, meet, open_place
from gridlog.share.sync import Outcome, Self, exchange
from gridlog.store import lookup, questions
from gridlog.store.projection import turned_rows
from gridlog.store.redacting import count
from gridlog.store.stubs import has_redactions
from gridlog.words.language import minute, pick, two

app = typer.Typer()

NAMED = 3
FAULTS = {
    "torn": two("不完整，可能还没传完", "not whole, perhaps not yet"),
    "forged": two("内容不对", "not what they should be"),
    "huge": two("过大", "too large"),
    "newer": two("来自较新版本，请升级 gridlog", "of a newer version; upgrade gridlog"),
    "foreign": two("属于别的共享", "of another share"),
    "unreadable": two("读不出来", "not readable"),
}
WHY = {
    "full": two("共享目录空间已满", "the share is full"),
    "read_only": two("共享目录只读", "the share is read-only"),
    "refused": two("共享目录写入出错", "the share could not be written"),
    "unreachable": two("共享目录中途断开，没有读完", "the share went away midway"),
}


@app.command("sync")
def sync(
    ctx: typer.Context,
    folder: ShareFolder = None,
) -> None:
    here = session(ctx)
    exchange_aloud(here, place_of(here, folder))
    sys.stdout.flush()
    here.keep_week(is_patient=True)


def place_of(here: Session, typed: str | None) -> Place:
    """Return the place of the share: as typed, as configured, or as remembered. Raises Unreachable without any."""
    known = holdings.membership(here.store.connection)
    named = typed or here.config.get("share") or known.folder
    if not named:
        raise Unreachable("share.unjoined", path="DIR")
    return open_place(named)


def exchange_aloud(here: Session, place: Place, is_whole: bool = False) -> None:
    """Sync once and say what came, what went, what waits and what is damaged.

    Raises Unreachable when own events could not go out, the share went away, or, where it `is_whole` that is
    wanted there, any file could not be put; Damaged when bytes went bad in this database.
    """
    marker = meet(here.store, place)
    me = Self(marker.share, fingerprint(here.db_path), here.now, os.urandom)
    last = questions.last_place(here.store.connection)
    redacted = count(here.store.connection)
    with Bar(two("正在读取共享目录", "reading the share")) as bar:
        done = exchange(here.store, place.log, me, bar)
    tell(
        two(
            "收到 {came} 条，发出 {went} 条，待发 {waits} 条{mended}",
            "{came} events came, {went} went, {waits} wait{mended}",
        ),
        came=done.came,
        went=done.went,
        waits=done.waits,
        mended=pick(two("，补回文件 {n} 个", ", {n} files put back")).format(n=done.mended)
        if done.mended
        else "",
    )
    _warn(here, done)
    _wipe(here, redacted)
    _call_out(here, last)
    if done.rotten:
        raise Damaged("share.rotten_here", count=done.rotten)
    if done.trouble == "unreachable" or (done.trouble and (done.waits or (is_whole and done.left))):
        raise Unreachable("share.stopped", why=pick(WHY[done.trouble]), waits=done.waits, left=done.left)
    if done.left:
        say(
            two("注意：{why}，{n} 个文件没能放上去。", "Warning: {why}; {n} files could not be put there."),
            why=pick(WHY[done.trouble]),
            n=done.left,
        )


def _wipe(here: Session, before: int) -> None:
    """Wipe what redactions of others mask from the file, and name the copies that still have it."""
    if not has_redactions(here.store.connection):
        return
    from gridlog.cli.redact import name_copies
    from gridlog.work.redacting import follow, wipe

    wipe(here)
    if count(here.store.connection) != before:
        follow(here)
        say(two("收到一次隐去，本机已照办。", "A redaction came; this machine has obeyed it."))
        name_copies(here)
        _mind_me(here)


def _mind_me(here: Session) -> None:
    """Say so where the settings of this machine name an officer whose name was just redacted, without the name."""
    name = here.me_or_nobody()
    if name and not lookup.exactly(here.store.connection, "officer", name):
        say(
            two(
                "注意：本机专员在底册里没有这个姓名。请按编号重设：gridlog config set officer 编号",
                "Warning: the roster does not have the name of this machine's officer; set it again by its code: gridlog config set "
                "officer CODE",
            )
        )


def _warn(here: Session, done: Outcome) -> None:
    for fault, label in FAULTS.items():
        names = [name for name, why in done.unread.items() if why == fault]
        if names:
            say(
                two(
                    "注意：{n} 个文件{label}，下次再读：{names}",
                    "Warning: {n} files {label}, to be read again: {names}",
                ),
                n=len(names),
                label=pick(label),
                names=", ".join(name.replace("\n", " ") for name in names[:NAMED])
                + (" …" if len(names) > NAMED else ""),
            )
    if done.renewed:
        say(
            two(
                "本库曾被复制或恢复，已换用新的副本编号；两边的记录都保留。",
                "This database was copied or restored; it goes on under a new replica id, both branches stay.",
            )
        )
    connection = here.store.connection
    if strange := questions.unknown_kinds(connection):
        say(
            two(
                "注意：{n} 条记录来自较新版本，已保存，升级 gridlog 后生效。",
                "Warning: {n} events of a newer version are kept and take effect once gridlog is upgraded.",
            ),
            n=strange,
        )
    for period, by, at in lookup.lost_freezes(connection):
        say(
            two(
                "注意：本机上报的 {period} 没有采用，{by} 于 {at} 已先上报。请核对；要更正：gridlog report {what} {period} --freeze --reason 原因",
                "Warning: what this machine handed in for {period} does not count, for {by} did so before, at {at}. Compare the "
                "two; to correct: gridlog report {what} {period} --freeze --reason TEXT",
            ),
            period=period,
            by=by or "—",
            at=minute(at),
            what="week" if "W" in period else "month",
        )
    if conflicts := questions.conflict_count(connection):
        say(
            two(
                "有 {n} 处被两人同时修改，见 gridlog conflicts",
                "{n} rows were changed by two at once; see gridlog conflicts",
            ),
            n=conflicts,
        )


def _call_out(here: Session, since: int) -> None:
    """Say what a person must decide about the roster, after a sync that took in the events after the place `since`."""
    connection = here.store.connection
    if questions.conflict_count(connection):
        from gridlog.cli.codes import call_out_shared

        call_out_shared(here)
    if turned_rows(connection, coded()):
        from gridlog.cli import codes

        codes.call_out_late(here, since)
        codes.mind_me(here)
        codes.call_out_removed(here)
        codes.follow_merges(here)
