"""An event is stored in parts, and the view `events` says its very bytes; a file of older versions is brought over whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import Event, Stamp, created, decode
from gridlog.store import file as storing
from gridlog.store import stored
from gridlog.store.copies import name_of
from gridlog.store.file import open_store
from gridlog.store.schema import APPLICATION_ID, migrations
from gridlog.store.stored import INDEXES, NAMED, NAMES, TABLE, VIEW, columns, insert, insert_unknown

NOW = datetime(2025, 11, 21, 8, tzinfo=UTC)
COLUMNS = "id, row, kind, replica, number, clock, body"
REPLICA = "0123456789abcdef"
CLOCK = 1763712000123 << 16 | 7
TIMES = (
    "2025-11-21T16:00:00+08:00",
    "2025-11-21T16:00:05+08:00",
    "2025-11-21T15:59:00+08:00",
    "2019-01-01T00:00:00+00:00",
    "2031-01-01T00:00:00-05:00",
    "2025-11-21T04:30:00-03:30",
    "2025-11-21T13:45:00+05:45",
    "2025-11-21T16:00:00+08:07",
    "2025-11-21T16:00:00.5+08:00",
    "2025-11-21 16:00:00+08:00",
    "2025-11-21T16:00:00",
    "0001-01-01T00:00:00+08:00",
    "9999-12-31T23:59:59-12:00",
    '昨天"',
    "",
)


def one(
    time: str = TIMES[0], by: str = "", key: str = "", prev: tuple[bytes, ...] = (), was_set: bool = False
) -> Event:
    """An event with these parts, about a visit or about the row that `key` names."""
    data = {"note": '说"\\\n\x00\x1f,"kind":"x","number":1,"prev":[],"data":{}', "on": "2025-11-21"}
    return created("visit.logged", data, key, prev, Stamp(REPLICA, 3, CLOCK, time, by, was_set))


def reshaped(body: bytes, old: str, new: str) -> Event:
    """The event whose bytes say the same in another form."""
    assert old.encode() in body
    return decode(body.replace(old.encode(), new.encode(), 1))


BODY = one(by="P1", was_set=True).body
EVENTS = {
    **{f"time {time}": one(time) for time in TIMES},
    "an author": one(by='张"三\\'),
    "a natural key": one(key='enterprise/E"1\\企'),
    "a later event of a row": one(key=b"0123456789abcdef".hex(), prev=(b"a" * 16, b"b" * 16)),
    "a set clock": one(was_set=True),
    "a clock of zero": created("setting.set", {}, "setting/quota", (), Stamp(REPLICA, 1, 0, "", "", False)),
    "a kind in quotes": created('a"b', {}, "", (), Stamp('c\\"d', 1, CLOCK, TIMES[0], "", False)),
    "a NUL in a kind": created("a\0b", {}, "", (), Stamp(REPLICA, 1, CLOCK, TIMES[0], "", False)),
    "a blank": reshaped(BODY, '"data":', '"data": '),
    "a blank before the clock": reshaped(BODY, '"clock":', ' "clock":'),
    "a later version": reshaped(BODY, '"v":1', '"v":2'),
    "a key more at the end": reshaped(BODY, '"v":1', '"v":1,"w":{}'),
    "a key more in the middle": reshaped(BODY, ',"kind"', ',"extra":[1],"kind"'),
    "a false flag": reshaped(BODY, '"set":true', '"set":false'),
    "an escaped letter": reshaped(BODY, "visit.logged", "visit\\u002elogged"),
    "no data": reshaped(
        BODY, BODY.decode()[BODY.decode().index('"data"') : BODY.decode().index('"kind"')], ""
    ),
}


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """A file with the tables of events alone."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (NAMES, TABLE, *INDEXES, VIEW):
            connection.execute(statement)
        yield connection


def told(event: Event) -> tuple[object, ...]:
    """What the table `events` of older versions said of an event."""
    row = None if event.row == event.id else event.row
    return (event.id, row, event.kind, event.replica, event.number, event.clock, event.body)


@pytest.mark.parametrize("name", EVENTS)
def test_the_view_says_the_bytes_of_an_event(file: sqlite3.Connection, name: str) -> None:
    insert(file, [columns(EVENTS[name])])
    assert file.execute(f"SELECT {COLUMNS} FROM events").fetchall() == [told(EVENTS[name])]


@given(
    text=st.text(),
    by=st.text(),
    seconds=st.integers(0, 2**36),
    late=st.integers(-(2**40), 2**40),
    zone=st.sampled_from([-720, -210, -60, 0, 330, 345, 480, 840]),
)
def test_whatever_an_event_says_the_view_says_its_bytes(
    text: str, by: str, seconds: int, late: int, zone: int
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (NAMES, TABLE, VIEW):
            connection.execute(statement)
        at = max(0, min(seconds + late, 253402214400 - 86400))
        wall = datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        sign = "-" if zone < 0 else "+"
        time = f"{wall}{sign}{abs(zone) // 60:02}:{abs(zone) % 60:02}"
        try:
            event = created(
                "visit.logged",
                {"note": text},
                "",
                (),
                Stamp(REPLICA, 1, seconds * 1000 << 16, time, by, False),
            )
        except UnicodeEncodeError:
            return
        insert(connection, [columns(event)])
        assert connection.execute("SELECT body FROM events").fetchall() == [(event.body,)]


def test_an_event_of_the_usual_form_is_not_kept_whole(file: sqlite3.Connection) -> None:
    insert(file, [columns(one(by="P1", was_set=True))])
    data = BODY.partition(b'"data":')[2].partition(b',"kind":"visit.')[0]
    assert file.execute("SELECT data, typeof(time) FROM stored").fetchall() == [(data, "integer")]


def test_an_event_comes_in_once(file: sqlite3.Connection) -> None:
    assert insert_unknown(file, [columns(EVENTS["a set clock"])]) == 1
    both = [columns(EVENTS["a set clock"]), columns(EVENTS["an author"])]
    assert insert_unknown(file, both) == 1


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of version 2 with an event of every form, one with columns of its own, and one that no version can read."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations().apply(sqlite_utils.Database(connection), stop_before="0003-stored")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
        connection.execute(
            "INSERT INTO replica (id, number, clock, derived, made_at) VALUES (?, 3, ?, 0, '')",
            (REPLICA, CLOCK),
        )
        rows = [told(event) for event in EVENTS.values()]
        rows += [
            (b"x" * 16, None, "visit.logged", REPLICA, 9, 5, BODY),
            (b"y" * 16, None, "?", "?", 1, 1, b"\xff"),
        ]
        connection.executemany(
            f"INSERT INTO events (seq, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",
            [(3 * at, *row) for at, row in enumerate(rows, 1)],
        )
        connection.execute(
            "INSERT INTO shed VALUES ('idx_events_id', 'CREATE INDEX idx_events_id ON events (id)')"
        )
    return path


def events(path: Path) -> list[tuple[object, ...]]:
    """Every event of a file with its place in the order of arrival."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT seq, {COLUMNS} FROM events ORDER BY seq").fetchall()


def grow(path: Path) -> None:
    """Bring the true tables of a file to this version."""
    with closing(storing.connect(path, create=False)) as connection:
        storing._grow(connection, path, NOW, 2)


def test_a_file_of_older_versions_says_the_same_events_afterwards(old: Path) -> None:
    before = events(old)
    grow(old)
    assert events(old) == before
    assert events(name_of(old, NOW, "upgrade")) == before
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT count(*) FROM shed").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_event_whose_bytes_the_view_would_not_say_again_is_kept_whole(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = events(old)
    in_parts = stored.moved

    def wrong(*told: Any) -> stored.Columns:
        *about, was_set, time = in_parts(*told)
        return (*about, 1 - was_set, time)  # type: ignore[return-value]  # one part of it is wrong

    monkeypatch.setattr(stored, "moved", wrong)
    grow(old)
    assert events(old) == before


def test_an_interrupted_change_of_the_file_loses_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = events(old)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stored, "VIEW", "CREATE VIEW events AS SELECT nothing FROM")
    with pytest.raises(sqlite3.OperationalError):
        grow(old)
    assert events(old) == before
    monkeypatch.undo()
    monkeypatch.setattr(stored, "moved", stopped)
    with pytest.raises(KeyboardInterrupt):
        grow(old)
    assert events(old) == before
    monkeypatch.undo()
    grow(old)
    assert events(old) == before


def test_a_new_file_and_an_old_one_have_the_same_tables(old: Path, tmp_path: Path) -> None:
    grow(old)
    open_store(tmp_path / "new.db", NOW, create=True).close()
    query = "SELECT name, sql FROM sqlite_schema WHERE name LIKE 'stored%' OR name IN ('names', 'events') ORDER BY name"
    made = []
    for path in (old, tmp_path / "new.db"):
        with closing(sqlite3.connect(path)) as connection:
            made.append(connection.execute(query).fetchall())
    assert made[0] == made[1]
    assert len(made[0]) == 6


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT count(*) FROM stored WHERE replica = {NAMED} AND number = 1",
        f"SELECT seq FROM stored WHERE replica = {NAMED} AND number BETWEEN 1 AND 2",
        "SELECT body FROM events WHERE id = ? AND row IS NULL UNION ALL SELECT body FROM events WHERE row = ?",
        "SELECT seq, replica, number, body, id FROM (SELECT 1 AS seq) JOIN events USING (seq)",
    ],
)
def test_a_question_about_few_events_reads_few(file: sqlite3.Connection, query: str) -> None:
    plan = file.execute(f"EXPLAIN QUERY PLAN {query.replace('?', 'NULL')}").fetchall()
    assert [step for *_, step in plan if step.startswith("SCAN stored")] == []
