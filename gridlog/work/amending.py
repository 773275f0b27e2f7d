"""Rows of our own export that say otherwise than the visits they carry the ids of: counted and listed, or where that is
wished recorded as corrections by the rules of a correction. The code asks no question and prints nothing.
"""

from typing import TYPE_CHECKING, NamedTuple

from gridlog.core.event import read_prefix
from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Visit
from gridlog.errors import GridlogError, Refused
from gridlog.intake.corrections import Change, Comparer, Recorded, recorded, told
from gridlog.intake.lines import Line
from gridlog.intake.visits import Resolver
from gridlog.store.file import Writer
from gridlog.words.language import language
from gridlog.work.desk import Desk
from gridlog.work.visits import around_edit

if TYPE_CHECKING:
    from gridlog.work.take_in import Tally

EXPORTED = 10  # letters of an id in our ledgers; a shorter number is not ours


class Wish(NamedTuple):
    """What is to become of rows that say otherwise: whether they correct their visits, and why."""

    update: bool
    why: str


class Differing(NamedTuple):
    """A row that says otherwise than its visit: the visit, and each field that differs, in words."""

    id: str
    on: str
    enterprise: str
    changes: list[Change]


def prefix_of(typed: str) -> str | None:
    """The id of a visit that a row carries, long enough to be one of our export; else None."""
    prefix = read_prefix(typed) if typed else None
    return prefix if prefix and len(prefix) >= EXPORTED else None


class Amender:
    """Compares rows with the visits whose ids they carry, and corrects these where that is wished."""

    def __init__(self, desk: Desk, writer: Writer, resolver: Resolver, wish: Wish, tally: "Tally") -> None:
        self.desk = desk
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
            name = self.comparer.resolver.name("enterprise", old.enterprise)
            self.tally.add_changed(line.number, Differing(old.id[:EXPORTED], str(old.on), name, changes))
        else:
            self.tally.known += 1
        return True

    def _correct(self, old: Recorded, changed: dict[str, object]) -> None:
        """Raises Refused or Usage where a rule says no."""
        row = self.desk.store.row(old.id)
        if not isinstance(row.value, Visit):
            raise Refused("id.not_begun", id=old.id)
        draft = visit.draft_of(row.value)._replace(**changed)  # type: ignore[arg-type]  # each has its field's type
        data = visit.edit(row.value, draft, around_edit(self.desk, row.value, draft), self.wish.why)
        self.writer.append("visit.edited", data, row=row.id)
