"""The file: nothing is lost, nothing is half written, and the tables are always the fold of the log."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core import roster
from gridlog.core.calendar import Calendar
from gridlog.core.event import (
    COUNTER_BITS,
    Data,
    Event,
    Stamp,
    created,
    encoded,
    natural_row,
    read_id,
    written,
)
from gridlog.core.fold import begun
from gridlog.core.nouns.indicator.life import INDICATORS
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.meaning import is_overdue
from gridlog.core.nouns.issue.value import Issue
from gridlog.core.nouns.visit import life as visit
from gridlog.core.rules import DEFAULT
from gridlog.core.when import ZONE
from gridlog.errors import Damaged, GridlogError, Refused
from gridlog.store import file as storing
from gridlog.store.copies import name_of
from gridlog.store.file import Author, Store, Writer, open_store
from gridlog.store.projection import events_of, immediate, rebuild, refold
from gridlog.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrations
from gridlog.store.stored import columns, insert
from gridlog.store.tables import laid, lone
from tests.conftest import Run
from tests.support.steps import STEPS
from tests.support.tables import dump

CONNECT = sqlite3.connect
NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)
TODAY = NOW.date()
AUTHOR = Author("P1", NOW)
PLAIN = Calendar({}, frozenset())
WHEN = issue.When(TODAY, PLAIN, DEFAULT)
AROUND = visit.Around("A-1", "A", "A-1", NOW, PLAIN, DEFAULT)
VISIT: Data = visit.log(visit.Draft(TODAY, "E1", "P1", ("P2",), note="x"), AROUND)
ISSUE: Data = issue.register(issue.Raised("E1", "P1", "用电", "A", "A-1"), WHEN)


def log_of(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What is true: every event, and how far the replica has come."""
    events = connection.execute("SELECT replica, number, id, body FROM events ORDER BY seq").fetchall()
    return [*events, *connection.execute("SELECT number, clock FROM replica").fetchall()]


def assert_whole(store: Store) -> None:
    """The file is sound, its own numbers have no gap, and its tables are what a rebuild makes."""
    assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    own = "SELECT number FROM events WHERE replica = ? ORDER BY number"
    numbers = [number for (number,) in store.connection.execute(own, (store.replica,))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert store.connection.execute("SELECT number FROM replica").fetchall() == [(len(numbers),)]
    before = dump(store.connection)
    rebuild(store.connection)
    assert dump(store.connection) == before


def arrive(connection: sqlite3.Connection, *events: Event) -> None:
    """Take in events of another replica, one at a time, as a merge would."""
    for event in events:
        with immediate(connection):
            earlier = events_of(connection, event.row)
            insert(connection, [columns(event)])
            refold(connection, [*earlier, event])


def foreign(
    kind: str, data: Data, row: str = "", prev: Sequence[bytes] = (), clock_ms: int = 0, number: int = 1
) -> Event:
    """An event of another replica."""
    stamp = Stamp("f" * 16, number, clock_ms << COUNTER_BITS, NOW.isoformat(), "P9", False)
    return created(kind, data, row, tuple(prev), stamp)


def begin(writer: Writer, data: Data) -> bytes:
    """Begin a visit in a batch, as an import does. Returns its id."""
    event = foreign("visit.logged", {})._replace(data=data, time=writer.time)
    spelled = encoded(data)
    return writer.begin("visit.logged", spelled, laid("visit", begun(event), spelled))


@pytest.mark.parametrize("before", [0, 1])
def test_what_a_batch_puts_on_natural_rows_is_what_appending_makes(tmp_path: Path, before: int) -> None:
    """The same bytes of events and the same tables, for rows that are new and rows that have an event."""
    said = {f"E{number}/2025-10/output": str(number) for number in range(7)}
    stores = [open_store(tmp_path / name, NOW, create=True) for name in ("one.db", "two.db")]
    for store in stores:
        store.connection.execute("UPDATE replica SET id = 'ffffffffffffffff'")
        with store.write(AUTHOR) as writer:
            for code in said if before else ():
                writer.append("indicator.set", {"value": "9.5"}, f"indicator/{code}")
    appending, putting = stores
    with appending.write(AUTHOR) as writer:
        for code, value in said.items():
            writer.append("indicator.set", {"value": value}, f"indicator/{code}")
    with putting.write(AUTHOR) as writer:
        for code, value in said.items():
            found = events_of(writer.connection, natural_row(f"indicator/{code}"))
            after = found[0].id if found else None
            cells = [(INDICATORS, (*code.split("/"), value))]
            writer.put("indicator.set", f'{{"value":"{value}"}}', f"indicator/{code}", after, cells)
    assert_whole(putting)
    bodies = "SELECT id, row, body FROM events ORDER BY number"
    assert len({tuple(store.connection.execute(bodies).fetchall()) for store in stores}) == 1
    assert dump(putting.connection) == dump(appending.connection)
    for store in stores:
        store.close()


def test_a_batch_of_new_rows_and_of_natural_rows_stands_in_the_order_in_which_it_was_said(
    zone: Store,
) -> None:
    (before,) = zone.connection.execute("SELECT max(number) FROM events").fetchone()
    with zone.write(AUTHOR) as writer:
        for number in range(3):
            begin(writer, {**VISIT, "note": str(number)})
            cells = [(INDICATORS, ("E1", f"2025-0{number + 1}", "output", "7"))]
            writer.put(
                "indicator.set", '{"value":"7"}', f"indicator/E1/2025-0{number + 1}/output", None, cells
            )
    assert_whole(zone)
    said = zone.connection.execute("SELECT kind FROM events WHERE number > ? ORDER BY seq", (before,))
    assert [kind for (kind,) in said] == ["visit.logged", "indicator.set"] * 3


def test_what_an_import_lays_down_is_as_clean_as_what_a_fold_makes() -> None:
    """Line ends and tabs may be shown, other control characters not: the event alone keeps them."""
    data: Data = {**VISIT, "note": "a\x1b[31mb\tc\nd\x00e\x7ff", "contact": '\\ "周"'}
    event = foreign("visit.logged", data)
    ((_, cells), *others) = laid("visit", begun(event), encoded(data))
    assert ("a [31mb\tc\nd e f" in cells, '\\ "周"' in cells) == (True, True)
    made = lone(event)
    assert made is not None
    assert [cells, *(cells for _, cells in others)] == [cells[1:] for rows in made.values() for cells in rows]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a bit of everything: roster, visits, issues, a flaw and a conflict."""
    path = tmp_path_factory.mktemp("template") / "zone.db"
    store = open_store(path, NOW, create=True)
    with store.write(AUTHOR) as writer:
        for code, level, parent in (
            ("Z", "zone", ""),
            ("A", "block", "Z"),
            ("A-1", "grid", "A"),
            ("A-2", "grid", "A"),
        ):
            writer.append("grid.saved", {"name": code, "level": level, "parent": parent}, f"grid/{code}")
        for code in ("P1", "P2"):
            writer.append("officer.saved", {"name": f"name {code}"}, f"officer/{code}")
            writer.append("officer.assigned", roster.moved("A-1", None), f"officer/{code}")
        for code in ("E1", "E2"):
            writer.append("enterprise.saved", {"name": f"name {code}"}, f"enterprise/{code}")
            writer.append("enterprise.moved", roster.moved("A-1", None), f"enterprise/{code}")
        first = writer.append("visit.logged", VISIT)
        writer.append("visit.voided", {"why": "重复"}, row=first.id)
        writer.append("visit.praised", {"stars": 5}, row=first.id)
        for number in range(4):
            begin(writer, {**VISIT, "note": f"begun {number}"})
        raised = writer.append("issue.raised", ISSUE)
        writer.append("issue.noted", {"on": "2025-11-21", "text": "x"}, row=raised.id)
    edit: Data = {"change": {"note": "another's"}, "why": "x"}
    arrive(store.connection, foreign("visit.edited", edit, first.id.hex(), [first.id]))
    assert_whole(store)
    store.close()
    return path


def copied(template: Path, folder: Path) -> Path:
    """A fresh copy of the template."""
    path = folder / "zone.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, path)
    return path


@pytest.fixture
def zone(template: Path, tmp_path: Path) -> Iterator[Store]:
    """The template's copy, open."""
    store = open_store(copied(template, tmp_path), NOW)
    yield store
    store.close()


# Crashes. A fuse counts the statements of one connection: at the k-th the machine stops.


class Crash(Exception):
    """The power went."""


class Fuse:
    """What happens before each statement, counted; a rollback is what a dead process never says."""

    def __init__(self, before: Callable[[int], None]) -> None:
        self.count = 0
        self.before = before

    def burn(self, sql: str) -> None:
        if not sql.lstrip().upper().startswith("ROLLBACK"):
            self.before(self.count)
            self.count += 1


@contextmanager
def every_statement(before: Callable[[int], None]) -> Iterator[Fuse]:
    """All connections made within say `before(k)` before their k-th statement."""
    fuse = Fuse(before)

    class Fused(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            fuse.burn(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
            fuse.burn(sql)
            return super().executemany(sql, *values)

        def executescript(self, sql: str) -> sqlite3.Cursor:
            fuse.burn(sql)
            return super().executescript(sql)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Fused))
        yield fuse


def create(path: Path) -> None:
    open_store(path, NOW, create=True).close()


def append(path: Path) -> None:
    store = open_store(path, NOW)
    try:
        with store.write(AUTHOR) as writer:
            logged = writer.append("visit.logged", VISIT)
            writer.append("visit.edited", {"change": {"note": "y", "participants": []}}, row=logged.id)
            writer.append("officer.assigned", roster.moved("A-2", TODAY), "officer/P1")
            writer.append("issue.raised", {**ISSUE, "visit": written(logged.id)})
    finally:
        store.close()


def import_many(path: Path) -> None:
    store = open_store(path, NOW)
    try:
        with store.write(AUTHOR) as writer:
            for number in range(40):
                begin(writer, {**VISIT, "note": f"imported {number}", "fingerprint": number})
    finally:
        store.close()


def refold_all(path: Path) -> None:
    store = open_store(path, NOW)
    try:
        rebuild(store.connection)
    finally:
        store.close()


DEEDS = {"create": create, "append": append, "import": import_many, "rebuild": refold_all}


def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flush and shed as early as only a big import otherwise would."""
    for name, value in (("BATCH", 3), ("MANY", 4)):
        if hasattr(storing, name):
            monkeypatch.setattr(storing, name, value)


def states(path: Path, deed: Callable[[Path], None]) -> list[object]:
    """What the file holds before a deed and after it: events by what they say, for ids differ by clock."""
    found: list[object] = []
    for do in (lambda _: None, deed):
        if path.exists() or do is deed:
            do(path)
        found.append(told(path))
    return found


def told(path: Path) -> object:
    """The log and the tables of a file, opened by the next command; it must be sound."""
    store = open_store(path, NOW, create=True)
    try:
        assert_whole(store)
        # A new file's replica is named at random; everything else of these deeds is the same each time.
        rows = [row[1:] for row in log_of(store.connection)[:-1]]
        return ([row[0] for row in rows], {name: len(rows) for name, rows in dump(store.connection).items()})
    finally:
        store.close()


@pytest.fixture(params=DEEDS)
def deed(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def start(deed: str, template: Path, folder: Path) -> Path:
    return folder / "new.db" if deed == "create" else copied(template, folder)


def bytes_of(path: Path) -> bytes:
    """All that a machine that stops now leaves of the file: it and its journal."""
    return b"".join(one.name.encode() + one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def remove(path: Path) -> None:
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()


def test_a_command_that_fails_at_any_statement_leaves_all_or_nothing(
    deed: str, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_batches(monkeypatch)
    allowed = states(start(deed, template, tmp_path), DEEDS[deed])
    seen: dict[bytes, object] = {}
    for stop in range(1000):
        path = start(deed, template, tmp_path)
        remove(path) if deed == "create" else None

        def before(count: int, stop: int = stop) -> None:
            if count == stop:
                raise Crash

        try:
            with every_statement(before):
                DEEDS[deed](path)
        except Crash:
            left = bytes_of(path)
            seen[left] = seen[left] if left in seen else told(path)
        else:
            break
    assert stop > 5
    assert [one for one in seen.values() if one not in allowed] == []
    assert told(path) == allowed[1]


def test_a_machine_that_stops_before_any_statement_leaves_all_or_nothing(
    deed: str, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_batches(monkeypatch)
    allowed = states(start(deed, template, tmp_path), DEEDS[deed])
    path = start(deed, template, tmp_path)
    remove(path) if deed == "create" else None
    images: dict[bytes, Path] = {}

    def before(count: int) -> None:
        image = tmp_path / f"image{count}"
        if images.setdefault(bytes_of(path), image / path.name).parent == image:
            image.mkdir()
            for one in path.parent.glob(f"{path.name}*"):
                shutil.copyfile(one, image / one.name)

    with every_statement(before) as fuse:
        DEEDS[deed](path)
    assert fuse.count > 5
    assert [image.parent.name for image in images.values() if told(image) not in allowed] == []


def test_two_that_make_the_file_at_once_both_open_it_and_agree(tmp_path: Path) -> None:
    problems = []
    for at in range(200):
        path = tmp_path / f"{at}.db"
        names: list[str] = []

        def meanwhile(count: int, at: int = at, path: Path = path, names: list[str] = names) -> None:
            if count == at:
                names.append(opened_elsewhere(path))

        with every_statement(meanwhile) as fuse:
            try:
                store = open_store(path, NOW, create=True)
                names.append(store.replica)
                store.close()
            except GridlogError as problem:
                problems.append((at, str(problem)))
        if fuse.count <= at:
            break
        if len(set(names) - {"busy"}) > 1:
            problems.append((at, f"two names: {names}"))
    assert problems == []


def opened_elsewhere(path: Path) -> str:
    """Return what another process finds when it opens the file at that moment: the name of the replica, or `busy`."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", CONNECT)
        patched.setattr(storing, "BUSY_SECONDS", 0.0)
        try:
            store = open_store(path, NOW, create=True)
        except Refused as refusal:
            return "busy" if refusal.code == "file.busy" else str(refusal)
        name = store.replica
        store.close()
        return name


def in_process(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """A real process that runs some lines of Python."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=Path(__file__).parents[1].parent,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


# Tables are the fold of the log.

moves = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(
                    "log",
                    "begin",
                    "edit",
                    "void",
                    "raise",
                    "step",
                    "step",
                    "step",
                    "assign",
                    "leave",
                    "cancel",
                ),
                *("save", "move", "day", "setting", "foreign", "foreign step", "stranger", "orphan"),
            ]
        ),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=12,
)


def one_of(store: Store, noun: str, pick: int) -> bytes:
    """The id of some visit or issue."""
    found = store.connection.execute(f"SELECT id FROM {noun}s ORDER BY id").fetchall()
    return read_id(found[pick % len(found)][0])


def perform(store: Store, name: str, a: int, b: int) -> None:
    """One command, or one thing that came from elsewhere."""
    connection = store.connection
    draft = visit.Draft(
        TODAY - timedelta(days=a % 7), f"E{b % 3}", f"P{a % 3}", ("P9",) * (b % 2), note=f"n{a}"
    )
    if name.startswith(("foreign", "stranger", "orphan")):
        arrive(connection, *from_elsewhere(store, name, a, b))
        return
    try:
        with store.write(AUTHOR) as writer:
            do(store, writer, name, a, b, draft)
    except Refused:
        return


def from_elsewhere(store: Store, name: str, a: int, b: int) -> list[Event]:
    """Events of another replica, the later ones first."""
    number = store.connection.execute("SELECT count(*) FROM events").fetchone()[0]
    row = one_of(store, "issue" if "step" in name else "visit", a)
    if name == "foreign":
        return [foreign("visit.edited", {"change": {"note": f"f{b}"}}, row.hex(), [row], b, number)]
    if name == "foreign step":
        kind = list(STEPS)[b % len(STEPS)]
        data: Data = {"on": f"2025-12-{1 + a % 28:02}", "due": "2025-12-31", "text": "f", "result": "solved"}
        return [foreign(kind, data, row.hex(), [row], b, number)]
    if name == "stranger":
        return [
            foreign(("visit.praised", "issue.noted", "visit.logged")[b % 3], {}, row.hex(), [], b, number)
        ]
    root = foreign("visit.logged", {**VISIT, "note": f"late {number}"}, number=number)
    edit = foreign("visit.edited", {"change": {"note": "early"}}, root.id.hex(), [root.id], b, number)
    return [edit, root] if b % 2 else [edit]


def do(store: Store, writer: Writer, name: str, a: int, b: int, draft: visit.Draft) -> None:
    match name:
        case "log":
            writer.append("visit.logged", visit.log(draft, AROUND))
        case "begin":
            for _ in range(1 + a % 4):
                begin(writer, visit.told(draft, AROUND, late=False))
        case "edit" | "void":
            row = one_of(store, "visit", b)
            old = store.row(written(row)).value
            assert isinstance(old, visit.Visit)
            data = visit.void(old, "x") if name == "void" else visit.edit(old, draft, AROUND, "x")
            writer.append("visit.voided" if name == "void" else "visit.edited", data, row=row)
        case "raise":
            writer.append("issue.raised", issue.register(issue.Raised("E1", "P1", f"t{a}", "A", "A-1"), WHEN))
        case "step":
            row = one_of(store, "issue", a)
            now = store.row(written(row)).value
            assert isinstance(now, Issue)
            kind = list(STEPS)[b % len(STEPS)]
            when = WHEN._replace(today=TODAY + timedelta(days=a))
            writer.append(kind, STEPS[kind](now, when), row=row)
        case "assign":
            since = None if b % 3 else TODAY - timedelta(days=b)
            writer.append("officer.assigned", roster.moved(f"A-{a % 3}", since), f"officer/P{a % 3}")
        case "leave":
            first = TODAY + timedelta(days=b)
            data = roster.leave(first, first + timedelta(days=a % 5), "事假")
            writer.append("officer.leave_approved", data, f"officer/P{a % 3}")
        case "cancel":
            gone: Data = {"from": (TODAY + timedelta(days=b)).isoformat()}
            writer.append("officer.leave_cancelled", gone, f"officer/P{a % 3}")
        case "save":
            writer.append("enterprise.saved", {"name": f"名{b}", "key": bool(a % 2)}, f"enterprise/E{a % 3}")
        case "move":
            writer.append(
                "enterprise.moved", roster.moved("A-2" if b % 2 else "", TODAY), f"enterprise/E{a % 3}"
            )
        case "day":
            writer.append("day.set", {"work": bool(b % 2), "name": "x"}, f"day/2025-12-{1 + a % 31:02}")
        case _:
            writer.append("setting.set", {"value": str(b)}, "setting/quota")


@given(moves=moves)
@settings(max_examples=40)
def test_the_tables_are_what_a_rebuild_makes_of_the_log_after_any_commands(
    template: Path, tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    path = copied(template, tmp_path_factory.getbasetemp())
    store = open_store(path, NOW)
    try:
        for move in moves:
            perform(store, *move)
        assert_whole(store)
        assert_overdue_agrees(store)
    finally:
        store.close()


def assert_overdue_agrees(store: Store) -> None:
    """The columns that SQL judges by say what the issue itself says."""
    for id, missed, runs, due in store.connection.execute("SELECT id, missed, clock_runs, due FROM issues"):
        now = store.row(id).value
        assert isinstance(now, Issue)
        for day in (TODAY, TODAY + timedelta(days=20)):
            assert is_overdue(now, day) == bool(missed or (runs and due < day.isoformat()))


def both_orders(template: Path, tmp_path: Path, *events: Event) -> list[dict[str, list[tuple[object, ...]]]]:
    """The tables after the events arrived in this order, in the other one, and after a rebuild."""
    found = []
    for order in (events, events[::-1]):
        store = open_store(copied(template, tmp_path), NOW)
        arrive(store.connection, *order)
        found.append(dump(store.connection))
        rebuild(store.connection)
        found.append(dump(store.connection))
        store.close()
    return found


STORIES: dict[str, tuple[Event, ...]] = {}
_saved = foreign("enterprise.saved", {"name": "新企业"}, "enterprise/E9")
_by_hash = foreign("enterprise.saved", {"phone": "139"}, natural_row("enterprise/E9").hex(), (), 1)
STORIES["a natural row named by its hash"] = (_by_hash, _saved)
_visit = foreign("visit.logged", VISIT)
_edit = foreign("visit.edited", {"change": {"note": "y"}}, _visit.id.hex(), [_visit.id], 1)
_astray = foreign("visit.edited", {"change": {"note": "z"}}, _edit.id.hex(), [_edit.id], 2)
STORIES["a row named by an event that began none"] = (_visit, _edit, _astray)
_issue = foreign("issue.raised", ISSUE, _visit.id.hex(), (), 3)
STORIES["an issue begun on the row of a visit"] = (_issue, _visit)
STORIES["a second visit on the row of a visit"] = (
    foreign("visit.logged", ISSUE, _visit.id.hex(), (), 4),
    _visit,
)


@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES.keys())
def test_the_tables_do_not_depend_on_the_order_of_arrival(
    events: tuple[Event, ...], template: Path, tmp_path: Path
) -> None:
    first, *others = both_orders(template, tmp_path, *events)
    for other in others:
        assert {name: rows for name, rows in other.items() if rows != first[name]} == {}


# Opening.


def raw_copy(template: Path, tmp_path: Path, *statements: str) -> Path:
    path = copied(template, tmp_path)
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def refused(path: Path, create: bool = False) -> tuple[str, int]:
    with pytest.raises(GridlogError) as caught:
        open_store(path, NOW, create=create)
    return caught.value.code, caught.value.exit_code


@pytest.mark.parametrize("create", [False, True], ids=["open", "create"])
def test_a_file_of_a_newer_version_is_refused_and_left_alone(
    template: Path, tmp_path: Path, create: bool
) -> None:
    path = raw_copy(template, tmp_path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    assert refused(path, create) == ("file.newer", 4)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob("zone*")] == ["zone.db"]


FOREIGN = {
    "another program's": ("CREATE TABLE notes (x)",),
    "one with a version": ("CREATE TABLE notes (x)", "PRAGMA user_version = 9"),
    "one with an application": ("CREATE TABLE notes (x)", f"PRAGMA application_id = {APPLICATION_ID + 1}"),
    "one with our tables' names": ("CREATE TABLE events (x)", "CREATE TABLE replica (id)"),
}


@pytest.mark.parametrize("create", [False, True], ids=["open", "create"])
@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_file_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, statements: tuple[str, ...], create: bool
) -> None:
    path = tmp_path / "notes.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    assert refused(path, create) == ("file.foreign", 4)
    assert path.read_bytes() == before


GARBAGE = {
    "a text": b"not a database at all, but long enough to be read as one" * 100,
    "a few letters": b"hello",
    "a page of nothing": bytes(4096),
    "a zip": b"PK\x03\x04" + bytes(range(256)) * 20,
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE.keys())
def test_a_file_that_is_no_database_is_damaged_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "zone.db"
    path.write_bytes(content)
    assert refused(path) == ("file.damaged", 6)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [50, 100, 600, 4096, 5000, 20_000, -4096], ids=str)
def test_a_file_that_was_cut_short_is_damaged_and_left_alone(
    template: Path, tmp_path: Path, kept: int
) -> None:
    path = tmp_path / "zone.db"
    content = template.read_bytes()[:kept]
    path.write_bytes(content)
    assert refused(path) == ("file.damaged", 6)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"S"], ids=["nothing", "a byte"])
def test_a_file_that_was_emptied_is_not_taken_for_a_new_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "zone.db"
    path.write_bytes(content)
    assert refused(path) in [("file.empty", 6), ("file.missing", 3)]
    assert path.read_bytes() == content


def test_an_event_that_cannot_be_read_is_said_to_be_damage(zone: Store) -> None:
    zone.connection.execute(
        "UPDATE stored SET data = x'00' WHERE kind = (SELECT id FROM names WHERE name = 'issue.raised')"
    )
    (id,) = zone.connection.execute("SELECT id FROM issues").fetchone()
    with pytest.raises(Damaged, match=r"file\.event"):
        zone.events(id)
    before = dump(zone.connection)
    with pytest.raises(Damaged, match=r"file\.event"):
        rebuild(zone.connection)
    assert dump(zone.connection) == before


def test_no_file_is_made_where_none_was_asked_for(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.db") == ("file.missing", 3)
    assert refused(tmp_path / "no folder" / "none.db", create=True) == ("file.unwritable", 4)
    assert refused(tmp_path, create=True) == ("file.unwritable", 4)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_the_exit_codes_reach_whoever_ran_the_command(run: Run, template: Path, tmp_path: Path) -> None:
    path = raw_copy(template, tmp_path, "PRAGMA user_version = 99")
    newer = run("visit list")
    assert (newer.code, newer.out) == (4, "")
    assert "99" in newer.err
    path.write_bytes(b"garbage" * 1000)
    assert run("visit list").code == 6
    path.unlink()
    assert run("visit list").code == 3


def test_tables_of_another_version_are_folded_anew(template: Path, tmp_path: Path) -> None:
    store = open_store(copied(template, tmp_path), NOW)
    right = dump(store.connection)
    store.close()
    path = raw_copy(
        template,
        tmp_path,
        "UPDATE replica SET derived = 0",
        "DELETE FROM visits",
        "UPDATE officers SET name = 'wrong'",
        "ALTER TABLE visits ADD COLUMN of_an_older_version TEXT",
        "DROP TABLE issues",
    )
    heard: list[tuple[int, int]] = []
    store = open_store(path, NOW, progress=lambda done, total: heard.append((done, total)))
    assert dump(store.connection) == right
    assert all(done <= total for done, total in heard)
    store.close()


def test_a_replica_has_a_name_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    names = []
    for file in ("one.db", "other.db"):
        for _ in range(2):
            store = open_store(tmp_path / file, NOW, create=True)
            names.append(store.replica)
            store.close()
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert names[0] == names[1] != names[2] == names[3]


@pytest.mark.usefixtures("durable")
def test_a_new_file_syncs_before_it_answers_and_says_whose_it_is(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new.db", NOW, create=True)
    pragmas = {
        name: store.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode", "application_id", "user_version")
    }
    assert pragmas == {
        "synchronous": 3,
        "journal_mode": "wal",
        "application_id": APPLICATION_ID,
        "user_version": SCHEMA_VERSION,
    }
    store.close()


# Writing.


def test_what_one_command_says_lands_together_or_not_at_all(zone: Store) -> None:
    before = (log_of(zone.connection), dump(zone.connection))

    def interrupted() -> None:
        with zone.write(AUTHOR) as writer:
            writer.append("visit.logged", VISIT)
            begin(writer, VISIT)
            writer.append("setting.set", {"value": "4"}, "setting/quota")
            raise Crash

    with pytest.raises(Crash):
        interrupted()
    assert (log_of(zone.connection), dump(zone.connection)) == before


TOO_MUCH: dict[str, tuple[Data, str]] = {
    "half a character": ({**VISIT, "note": "\ud800"}, "text.not_unicode"),
    "more than an event may have": ({**VISIT, "note": "长" * 100_000}, "text.too_long"),
}


@pytest.mark.parametrize(("data", "code"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_cannot_be_kept_is_refused_and_nothing_is_kept_of_it(zone: Store, data: Data, code: str) -> None:
    before = log_of(zone.connection)
    for way in (partial(Writer.append, kind="visit.logged"), begin):
        with pytest.raises(Refused) as caught, zone.write(AUTHOR) as writer:
            way(writer, data=data)
        assert caught.value.code == code
    assert log_of(zone.connection) == before


@pytest.mark.parametrize(("data", "code"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_row_that_an_import_skips_leaves_no_gap_in_the_numbers(zone: Store, data: Data, code: str) -> None:
    with zone.write(AUTHOR) as writer:
        begin(writer, VISIT)
        with pytest.raises(Refused, match=re.escape(code)):
            begin(writer, data)
        begin(writer, {**VISIT, "note": "after it"})
    assert_whole(zone)


def test_a_clock_that_stands_still_or_goes_back_still_gives_each_event_its_place(zone: Store) -> None:
    for now in (NOW, NOW, NOW - timedelta(days=400), NOW + timedelta(days=1)):
        with zone.write(Author("P1", now)) as writer:
            writer.append("visit.logged", VISIT)
            begin(writer, VISIT)
    own = "SELECT clock FROM events WHERE replica = ? ORDER BY number"
    clocks = [clock for (clock,) in zone.connection.execute(own, (zone.replica,))]
    assert clocks == sorted(set(clocks))
    assert_whole(zone)


@pytest.mark.parametrize("year", [1, 1969, 2099, 9999], ids=str)
def test_whatever_year_the_clock_says_what_was_written_can_be_read(zone: Store, year: int) -> None:
    for now in (datetime(year, 6, 1, tzinfo=ZONE), NOW):
        with zone.write(Author("P1", now)) as writer:
            logged = writer.append("visit.logged", VISIT)
        assert zone.row(written(logged.id)).value is not None
    assert_whole(zone)


def test_a_row_that_nothing_begins_is_damage(zone: Store) -> None:
    with pytest.raises(Damaged) as caught:
        zone.row("0" * 26)
    assert caught.value.code == "file.event"


def test_a_big_import_has_all_its_indexes_afterwards(zone: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch)
    listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    before = zone.connection.execute(listed).fetchall()
    with zone.write(AUTHOR) as writer:
        first, *_ = [begin(writer, {**VISIT, "note": str(number)}) for number in range(60)]
        writer.append("visit.voided", {"why": "x"}, row=first)
    assert zone.connection.execute(listed).fetchall() == before
    assert_whole(zone)


def test_a_small_import_into_a_file_that_others_filled_keeps_its_indexes(
    zone: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zone.write(AUTHOR) as writer:
        for number in range(30):
            begin(writer, {**VISIT, "note": str(number)})
    zone.connection.execute("UPDATE replica SET number = 0")  # as if somebody else had written them
    small_batches(monkeypatch)
    said: list[str] = []
    zone.connection.set_trace_callback(said.append)
    with zone.write(AUTHOR) as writer:
        for number in range(12):
            begin(writer, {**VISIT, "note": f"more {number}"})
    zone.connection.set_trace_callback(None)
    assert any("INSERT INTO visits" in one for one in said)
    assert not any("DROP INDEX" in one for one in said)


# Several processes.

WRITE_FORTY = """
import sys
from datetime import datetime
from pathlib import Path
from gridlog.core.when import ZONE
from gridlog.store.file import Author, open_store
store = open_store(Path(sys.argv[1]), datetime(2025, 11, 21, 16, tzinfo=ZONE), create=True)
data = {"on": "2025-11-21", "enterprise": "E1", "officer": "P1", "method": "onsite", "note": sys.argv[2]}
for number in range(40):
    with store.write(Author(sys.argv[2], datetime(2025, 11, 21, 16, tzinfo=ZONE))) as writer:
        writer.append("visit.logged", {**data, "note": f"{sys.argv[2]} {number}"})
print(store.replica)
"""


def test_three_processes_writing_at_once_lose_nothing(zone: Store) -> None:
    processes = [in_process(WRITE_FORTY, zone.path, name) for name in ("甲", "乙", "丙")]
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert said == [zone.replica] * 3
    notes = {note for (note,) in zone.connection.execute("SELECT note FROM visits")}
    assert {f"{name} {number}" for name in "甲乙丙" for number in range(40)} <= notes
    assert_whole(zone)


@contextmanager
def held(path: Path, begin: str) -> Iterator[sqlite3.Connection]:
    """Another connection that has begun something."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(begin)
    try:
        yield other
    finally:
        other.close()


def test_a_writer_waits_for_another_to_finish(template: Path, tmp_path: Path) -> None:
    store = open_store(copied(template, tmp_path), NOW)
    with held(store.path, "BEGIN IMMEDIATE") as other:
        release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
        release.start()
        with store.write(AUTHOR) as writer:
            writer.append("visit.logged", VISIT)
        release.join()
    assert_whole(store)
    store.close()


BUSY = {
    "a writer": ("BEGIN IMMEDIATE", ()),
    "a writer that is committing": ("BEGIN EXCLUSIVE", ()),
    "a writer that has written": ("BEGIN IMMEDIATE", ("DELETE FROM settings RETURNING key",)),
}


@pytest.mark.parametrize(("begin", "more"), BUSY.values(), ids=BUSY.keys())
def test_a_file_kept_too_long_is_said_to_be_busy_and_nothing_is_written(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str, more: tuple[str, ...]
) -> None:
    monkeypatch.setattr(storing, "BUSY_SECONDS", 0.1)
    store = open_store(copied(template, tmp_path), NOW)
    before = log_of(store.connection)
    with held(store.path, begin) as other:
        for statement in more:
            other.execute(statement).fetchall()
        with pytest.raises(Refused) as caught, store.write(AUTHOR) as writer:
            writer.append("visit.logged", VISIT)
        assert (caught.value.code, caught.value.exit_code) == ("file.busy", 4)
    assert log_of(store.connection) == before
    store.close()


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_file_that_another_is_writing_to_opens_and_reads_as_it_was(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str
) -> None:
    monkeypatch.setattr(storing, "BUSY_SECONDS", 0.0)
    path = copied(template, tmp_path)
    with held(path, begin) as other:
        other.execute("DELETE FROM visits")
        store = open_store(path, NOW)
        assert store.connection.execute("SELECT count(*) FROM visits").fetchone() == (5,)
        store.close()


def test_a_day_in_the_tables_is_the_day_that_was_said(zone: Store) -> None:
    with zone.write(AUTHOR) as writer:
        logged = writer.append("visit.logged", {**VISIT, "on": "2024-12-30"})
    found = zone.connection.execute("SELECT visited_on, week FROM visits WHERE id = ?", (written(logged.id),))
    assert found.fetchall() == [(date(2024, 12, 30).isoformat(), "2025-W01")]


def test_a_database_from_before_the_share_is_kept_beside_itself_and_grows(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        migrations().apply(sqlite_utils.Database(old), stop_before="0002-share")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO replica VALUES ('0123456789abcdef', 1, 5, 0, '2025-11-21T16:00:00+08:00')")
        one = created(
            "setting.set", {"value": "4"}, "setting/quota", (), Stamp("0123456789abcdef", 1, 5, "", "", False)
        )
        old.execute(
            "INSERT INTO events (id, row, kind, replica, number, clock, body) VALUES (?,?,?,?,?,?,?)",
            (one.id, one.row, one.kind, one.replica, one.number, one.clock, one.body),
        )
    store = open_store(path, NOW)
    assert store.connection.execute("SELECT seq FROM waiting").fetchall() == [(1,)]
    assert store.connection.execute("SELECT key, value FROM settings").fetchall() == [("quota", "4")]
    store.close()
    with closing(sqlite3.connect(name_of(path, NOW, "upgrade"))) as kept:
        assert kept.execute("SELECT count(*) FROM events").fetchone() == (1,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_what_could_not_be_written_is_not_called_damage(tmp_path: Path, template: Path) -> None:
    shutil.copy(template, tmp_path / "zone.db")
    program = (
        "import resource, sys; sys.dont_write_bytecode = True; size = 400_000; resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from gridlog.cli.shell.app import main; sys.exit(main(sys.argv[1:]))"
    )
    rows = "".join(f"2025-11-20,E1,P1,{at}{'x' * 1000}\n" for at in range(2000))
    (tmp_path / "long.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    words = ["--db", str(tmp_path / "zone.db"), "visit", "import", str(tmp_path / "long.csv")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        check=False,
        env={**os.environ, "GRIDLOG_NOW": NOW.isoformat()},
    )
    assert (done.returncode, done.stdout) == (4, b"")
    assert "zone.db" in done.stderr.decode()
    store = open_store(tmp_path / "zone.db", NOW)
    assert_whole(store)
    store.close()
