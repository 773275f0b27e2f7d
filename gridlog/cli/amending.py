"""Rows of our own export that say otherwise than the visits they carry the ids of: counted and listed, or with
`--update` recorded as corrections by the rules of `visit edit`.
"""

from typing import TYPE_CHECKING, NamedTuple

from gridlog.cli.shell.session import Session
from gridlog.core.event import read_prefix
from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Visit
from gridlog.errors import GridlogError, Refused
from gridlog.intake.corrections import Change, Comparer, Recorded, recorded, told
from gridlog.intake.table import Line
from gridlog.intake.visits import Resolver
from gridlog.store.file import Writer
from gridlog.words.language import fill, language, two
from gridlog.work.visits import around_edit

if TYPE_CHECKING:
    from gridlog.cli.importing import Tally

EXPORTED = 10  # letters of an id in our ledgers; shorter numbers are of somebody else
SHOWN = 60  # characters of a text that changed


class Wish(NamedTuple):
    """What is to become of rows that say otherwise: whether they correct their visits, and why."""

    update: bool
    why: str


def prefix_of(typed: str) -> str | None:
    """The id of a visit that a row carries, long enough to be one of our export; else None."""
    prefix = read_prefix(typed) if typed else None
    return prefix if prefix and len(prefix) >= EXPORTED else None


class Amender:
    """Compares rows with the visits whose ids they carry, and corrects these where that is wished."""

    def __init__(self, here: Session, writer: Writer, resolver: Resolver, wish: Wish, tally: "Tally") -> None:
        self.here = here
        self.writer = writer
        self.wish = wish
        self.tally = tally
        self.comparer = Comparer(writer.connection, resolver)

    def take(self, line: Line, typed: str, is_void: bool) -> bool:
        """Count a row that carries the id `typed` of a visit. Returns whether a visit has this id."""
        prefix = prefix_of(typed)
        if prefix is None:
            return False
        notes: list[GridlogError] = []
        try:
            old = recorded(self.writer.connection, prefix)
            if old is None:
                return False
            line.check()
            if is_void and not old.void:
                notes.append(Refused("import.void_here", id=old.id[:EXPORTED]))
            changed = self.comparer.changes(old, line.cells, notes)
            changes = told(self.writer.connection, old, changed, language())
            if changed and self.wish.update:
                self._correct(old, changed)
                if "enterprise" in changed:
                    self.tally.moved.append((old.id, str(changed["enterprise"])))
        except GridlogError as problem:
            self.tally.add_bad(line.number, problem)
            return True
        self.tally.add_notes(line.number, notes)
        if changed:
            self.tally.add_changed(line.number, _text(old, self.comparer, changes))
        else:
            self.tally.known += 1
        return True

    def _correct(self, old: Recorded, changed: dict[str, object]) -> None:
        """Raises Refused or Usage where a rule says no."""
        row = self.here.store.row(old.id)
        if not isinstance(row.value, Visit):
            raise Refused("id.not_begun", id=old.id)
        draft = visit.draft_of(row.value)._replace(**changed)  # type: ignore[arg-type]  # each has its field's type
        data = visit.edit(row.value, draft, around_edit(self.here, row.value, draft), self.wish.why)
        self.writer.append("visit.edited", data, row=row.id)


def _text(old: Recorded, comparer: Comparer, changes: list[Change]) -> str:
    """The visit, and of each field what is recorded and what the row says."""
    pattern = two("{heading}“{old}”→“{new}”", "{heading} '{old}' -> '{new}'")
    fields = [fill(pattern, heading=one.heading, old=_short(one.old), new=_short(one.new)) for one in changes]
    name = comparer.resolver.name("enterprise", old.enterprise)
    return f"{old.id[:EXPORTED]} {old.on} {name} {'; '.join(fields)}"


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= SHOWN else one_line[:SHOWN] + "…"
