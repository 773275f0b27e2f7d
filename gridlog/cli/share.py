"""`gridlog share`: make a share, join one, look at it, mend it, carry it on a stick."""

import os
from typing import Annotated

import typer

from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import Json, ShareFolder, Yes
from gridlog.cli.shell.output import emit, emit_one, wish
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import confirmed, is_asking, session
from gridlog.cli.sync import exchange_aloud, place_of
from gridlog.errors import Damaged, Refused, Unreachable
from gridlog.ledgers.columns import FINDINGS, SHARE
from gridlog.machine.computer import fingerprint
from gridlog.share import check as audit
from gridlog.share import holdings, membership
from gridlog.share.membership import open_place
from gridlog.share.sync import Self
from gridlog.store import questions
from gridlog.words.language import fill, two

app = typer.Typer()

Folder = Annotated[
    str,
    typer.Argument(
        metavar="DIR", help=two("共享目录：网络盘、同步盘或U盘上的文件夹", "A folder that others reach too")
    ),
]
HARMLESS = ("copy", "unseen", "temporary", "mended")


@app.command("create", help=two("把一个文件夹建成共享目录", "Make a folder a share"))
def create(
    ctx: typer.Context,
    folder: Folder,
    zone: Annotated[
        str, typer.Option("--zone", metavar="NAME", help=two("高新区名称", "The name of the zone"))
    ] = "",
) -> None:
    here = session(ctx)
    place = open_place(folder)
    membership.need_new(place)
    is_first = not holdings.membership(here.store.connection).share
    marker = membership.new_marker(here.store, zone, os.urandom)
    marker = marker._replace(zone=marker.zone or here.rules.zone_name)
    membership.need_outside(here.db_path, place)
    membership.make(place, marker)
    tell(two("已建立共享目录 {path}", "made the share {path}"), path=place.path)
    if is_first:
        membership.join(here.store, marker, place)
    exchange_aloud(here, place, is_whole=True)


@app.command("join", help=two("加入一个共享目录并同步", "Join a share and sync"))
def join(ctx: typer.Context, folder: Folder, yes: Yes = False) -> None:
    here = session(ctx)
    place = open_place(folder)
    marker = membership.marker_at(place)
    membership.need_free(here.store, marker, place)
    connection = here.store.connection
    count = questions.event_count(connection)
    question = fill(
        two(
            "加入“{zone}”：本库的 {n} 条记录会发给所有人。继续",
            "Join '{zone}': this database's {n} events go to everybody. Go on",
        ),
        zone=marker.zone,
        n=count,
    )
    is_new_here = holdings.membership(connection).share != marker.share
    if count and is_new_here and not yes and not is_asking():
        raise Refused("share.needs_yes", path=place.path, count=count)
    if count and is_new_here and not confirmed(question, yes, default=False):
        say(two("没有加入。", "Did not join."))
        return
    membership.need_outside(here.db_path, place)
    membership.join(here.store, marker, place)
    exchange_aloud(here, place)


@app.command("status", help=two("共享情况，不必联网", "How things stand, offline too"))
def status(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    connection = here.store.connection
    known = holdings.membership(connection)
    if not known.share:
        raise Unreachable("share.unjoined", path="DIR")
    row = (
        str(place_of(here, None).path),
        known.share,
        known.zone,
        here.store.replica,
        known.synced_at,
        holdings.waiting(connection),
        *holdings.counts(connection),
        questions.conflict_count(connection),
    )
    emit_one(SHARE, row, wish(format, json, output))


@app.command(
    "check", help=two("逐个核对共享目录里的文件", "Compare the share's files with what is held here")
)
def check(
    ctx: typer.Context,
    folder: ShareFolder = None,
    read: Annotated[
        bool,
        typer.Option(
            "--read", help=two("打开每个文件，坏的补回", "Open every file, put back what is damaged")
        ),
    ] = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    place = place_of(here, folder)
    me = Self(membership.meet(here.store, place).share, fingerprint(here.db_path), here.now, os.urandom)
    try:
        with Bar(two("正在读取共享目录", "reading the share")) as bar:
            findings = (
                audit.check_and_read(here.store, place.log, me, bar)
                if read
                else audit.check(here.store, place.log)
            )
    except OSError as problem:
        raise Unreachable("share.unreachable", path=place.path, reason=problem) from None
    emit(FINDINGS, findings, wish(format, json, output))
    bad = {one.name for one in findings if one.what not in HARMLESS}
    if bad:
        raise Damaged("share.damaged", count=len(bad))
    if read:
        say(two("共享目录完好。", "The share is sound."))
    else:
        say(
            two(
                "文件齐全；没有打开文件，逐个打开请加 --read。",
                "No file is missing; to open each of them add --read.",
            )
        )


@app.command(
    "rebuild",
    help=two("把本库所知的一切放回被清空的共享目录", "Put everything known here back on an emptied share"),
)
def rebuild(ctx: typer.Context, folder: ShareFolder = None) -> None:
    here = session(ctx)
    place = place_of(here, folder)
    membership.mend(here.store, place)
    exchange_aloud(here, place, is_whole=True)


@app.command(
    "relay",
    help=two(
        "让两个共享目录互相补齐，如U盘与网络盘",
        "Make two folders of one share alike, such as a stick and a drive",
    ),
)
def relay(ctx: typer.Context, folder: Folder, other: Folder) -> None:
    one, second = open_place(folder), open_place(other)
    marker = membership.need_same(one, second)
    try:
        me = Self(marker.share, "", session(ctx).now, os.urandom)
        here, there = audit.relay(one.log, second.log, me)
    except OSError as problem:
        path = problem.filename or second.path
        raise Unreachable("share.unreachable", path=path, reason=problem) from None
    tell(
        two(
            "{one} 补入 {here} 个文件，{other} 补入 {there} 个", "{one} got {here} files, {other} got {there}"
        ),
        one=one.path,
        other=second.path,
        here=here,
        there=there,
    )
