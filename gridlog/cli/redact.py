"""`gridlog redact`: take a name or a phone number out of every record."""

from collections import Counter
from typing import Annotated

import typer

from gridlog.cli.shell.options import Reason, Yes
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, session
from gridlog.core.event import SHORT, Event, written
from gridlog.core.fold import noun_of
from gridlog.core.redaction import Place, masked
from gridlog.core.redaction import Target as Meant
from gridlog.errors import Refused
from gridlog.store.redacting import Found
from gridlog.words.language import fill, language, listed, two
from gridlog.words.vocabulary import field_word, shown
from gridlog.work import redacting

app = typer.Typer()

LISTED = 8
LONGEST = 60  # letters of a place, so that a line stays a line
NAMED = 5


@app.command("redact")
def redact(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            metavar="PERSON",
            help=two("人名（照记录里的写法）或电话", "A name as the records spell it, or a phone number"),
        ),
    ],
    reason: Reason,
    yes: Yes = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=two("只列出会隐去哪些地方，不改", "Only list the places that would be masked")
        ),
    ] = False,
) -> None:
    here = session(ctx)
    of = redacting.meant(here, text, reason)
    redacting.wipe(here)  # what another program hindered before
    found = redacting.places(here, of)
    if dry_run:
        for event, place in found.places:
            tell("{line}", line=_line(event, place, of))
        _say_counts(found)
        return
    _say_counts(found)
    for event, place in found.places[:LISTED]:
        say("  {line}", line=_line(event, place, of))
    if len(found.places) > LISTED:
        say(
            two("  其余 {n} 处用 --dry-run 看", "  and {n} more; --dry-run lists them"),
            n=len(found.places) - LISTED,
        )
    if not found.stubs:
        return
    if not yes and not is_asking():
        raise Refused("redaction.needs_yes")
    if not confirmed(
        two("隐去不能撤回，会传到每台设备。继续", "This cannot be undone and reaches every device. Go on"),
        yes,
        default=False,
    ):
        raise Refused("redaction.declined")
    count = redacting.redact(here, of, reason, found)
    is_wiped = redacting.wipe(here)
    tell(two("已隐去，涉及 {n} 条记录。", "Redacted, records: {n}."), n=count)
    say(
        two(
            "同步后各设备照办；还没同步的设备若又带来同样的内容，同步后请再运行一次。",
            "Every device obeys at its next sync. What a device that has not synced yet brings later is not masked: run this again then.",
        )
    )
    if not is_wiped:
        say(
            two(
                "注意：别的程序正在读数据库，原文的残迹还没擦掉。关掉它后运行 gridlog sync，或再运行一次本命令。",
                "Warning: another program reads the database, and remains are not wiped yet. Close it and run gridlog sync, or this "
                "command again.",
            )
        )
    name_copies(here)


def name_copies(here: Session) -> None:
    """Name the copies of the database that still have what was masked."""
    if found := redacting.copies(here):
        say(
            two(
                "注意：{n} 份备份里还有原文，请删除或锁好：{names}",
                "Warning: {n} copies still have what was masked; delete them or lock them away: {names}",
            ),
            n=len(found),
            names=listed([str(one) for one in found[:NAMED]] + (["…"] if len(found) > NAMED else [])),
        )


def _say_counts(found: Found) -> None:
    """Say how many places of each kind would be masked, and how many stay."""
    counts = Counter(place.kind for _, place in found.places if not place.stays)
    stay = sum(place.stays for _, place in found.places)
    said = listed(
        fill("{word} {n}", word=shown("event", kind, language()), n=n) for kind, n in counts.items()
    )
    say(
        two("隐去 {n} 处，在 {events} 条记录里：{said}", "places: {n}, in records: {events}: {said}"),
        n=sum(counts.values()),
        events=len(found.stubs),
        said=said or "—",
    )
    if stay:
        say(
            two(
                "另有 {n} 处不隐去：那是编号，或企业等的名称。",
                "Places that stay, as codes or names of enterprises and other things: {n}.",
            ),
            n=stay,
        )


def _line(event: Event, place: Place, of: Meant) -> str:
    """Return a place as a line: what was recorded about what, the field, and the words around."""
    about = event.key.partition("/")[2] or written(event.row)[:SHORT]
    words = " ".join(place.text.split())
    at = max(0, words.find("█") - LONGEST // 3)
    short = ("…" if at else "") + words[at : at + LONGEST] + ("…" if len(words) > at + LONGEST else "")
    line = fill(
        "{kind} {about}  {field} {text}",
        kind=shown("event", place.kind, language()),
        about=masked(about, of.pattern),
        field=_field(place),
        text=short,
    )
    from gridlog.core.phone import without_phones

    mark = fill(two("（不隐去）", " (stays)")) if place.stays else ""
    return without_phones(line) + mark


def _field(place: Place) -> str:
    """Return what people call the field; the words in the name of a row are its text."""
    key = "text" if place.field == "row" else place.field
    return field_word(noun_of(place.kind), key, language())
