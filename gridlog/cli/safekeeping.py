"""`gridlog backup` and `gridlog restore`: a copy of the database is made, and put back."""

from pathlib import Path
from typing import Annotated

import typer

from gridlog.cli.shell.options import Yes
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, session
from gridlog.errors import Refused
from gridlog.words.language import fill, language, minute, some, two
from gridlog.words.vocabulary import shown
from gridlog.work import safekeeping
from gridlog.work.safekeeping import Candidate, Contents

app = typer.Typer()

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@app.command("backup")
def backup(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]",
            help=two(
                "备份到哪个文件或目录，默认与数据库在一起",
                "The file or folder; beside the database by default",
            ),
        ),
    ] = "",
) -> None:
    here = session(ctx)
    with Bar(two("正在备份", "copying")) as bar:
        path, size = safekeeping.back_up(here, file, bar)
    tell(two("已备份到 {path}（{size}）", "copied to {path} ({size})"), path=path, size=size_text(size))


def size_text(size: int) -> str:
    """Return a size in KB, MB or GB, as file managers show it."""
    if size >= GIB:
        return f"{size / GIB:.1f} GB"
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, round(size / KIB))} KB"


@app.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=two("备份文件", "The copy"))],
    yes: Yes = False,
) -> None:
    here = session(ctx)
    with (
        Bar(two("正在检查备份", "checking the copy")) as bar,
        safekeeping.candidate(here, Path(file).expanduser(), bar) as found,
    ):
        _say_what(here, found)
        count = sum(found.lost.values())
        if count and not yes and not is_asking():
            raise Refused("restore.needs_yes", path=file, count=count)
        if not confirmed(two("恢复吗", "Restore it"), yes, default=False):
            say(two("没有恢复，什么都没改。", "Nothing was restored or changed."))
            return
        done = safekeeping.restore(here, found)
        tell(
            two("已恢复 {path}：{count} 条记录", "restored {path}: {count} events"),
            path=done.path,
            count=found.holds.events,
        )
    if done.kept:
        say(two("原来的在 {path}", "What was here is in {path}"), path=done.kept)
    say(
        two(
            "本库已换用新的副本编号；已发到共享的记录，下次 gridlog sync 会回来。",
            "The database goes on under a new replica id; what was shared comes back at the next gridlog sync.",
        )
    )


def _say_what(here: Session, found: Candidate) -> None:
    """Say what is in the copy, what is here, and what would be lost."""
    say(two("备份：{told}", "The copy: {told}"), told=_told(found.holds))
    if found.damage:
        from gridlog.cli.shell.boundary import sentence

        say(two("本库：{told}", "Here: {told}"), told=sentence(found.damage))
        return
    if found.here is None:
        say(two("本库：{path} 还没有", "Here: there is no {path} yet"), path=here.db_path)
        return
    say(two("本库：{told}", "Here: {told}"), told=_told(found.here))
    if found.gained:
        say(
            two("备份里有 {n} 条本库没有的记录。", "The copy has {n} events that are not here."),
            n=found.gained,
        )
    count = sum(found.lost.values())
    if not count:
        say(two("本库的记录备份里都有。", "The copy has every event that is here."))
        return
    say(
        two(
            "本库有 {n} 条记录备份里没有：{kinds}。其中 {unshared} 条从未发到共享，只会留在先做的备份里。",
            "Of what is here, the copy lacks {n} events: {kinds}. {unshared} of them were never shared; they will be only in the "
            "copy that is made first.",
        ),
        n=count,
        kinds=_nouns(found.lost),
        unshared=found.unshared,
    )


def _told(one: Contents) -> str:
    told = two("{zone}，{events} 条记录，最后一条 {last}", "{zone}, {events} events, the latest of {last}")
    return fill(told, zone=one.zone, events=one.events, last=minute(one.last_at) or "—")


def _nouns(lost: dict[str, int]) -> str:
    """Return the nouns that the events are of, with their numbers."""
    return some([f"{shown('noun', noun, language())} {count}" for noun, count in lost.items()], "类")
