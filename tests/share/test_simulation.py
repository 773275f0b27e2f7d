"""Whole worlds of replicas under faults, and three wrong protocols that they must catch."""

from collections.abc import Iterable, Sequence

import pytest

from gridlog.core import plan
from gridlog.core.plan import Local, Plan
from gridlog.core.segment import NAME
from gridlog.share import holdings, sync
from gridlog.store import projection
from gridlog.store.projection import Ready
from tests.support.simulate import failures

RUNS = 1500
BITES = 120
PARTS = 30  # of two seconds each, so that no process ends long after the others


@pytest.mark.parametrize("part", range(PARTS))
def test_no_fault_of_the_share_loses_or_invents_an_event(part: int) -> None:
    size = RUNS // PARTS
    broken = [f"seed {seed}: {problem}" for seed, problem in failures(range(part * size, (part + 1) * size))]
    assert broken == []


def bites() -> list[int]:
    """The seeds that notice what was broken; looking stops at the first."""
    return [seed for seed, _ in failures_until_one(range(BITES))]


def failures_until_one(seeds: Iterable[int]) -> list[tuple[int, str]]:
    """The first seed whose world breaks, and why."""
    return next(([(seed, str(problem))] for seed, problem in failures(seeds)), [])


def test_a_cursor_of_the_highest_number_seen_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = plan.pulls

    def above_the_highest(local: Local, listing: Sequence[str]) -> list[str]:
        seen: dict[str, int] = {}
        for known in filter(None, map(NAME.fullmatch, local.held)):
            seen[known[1]] = max(seen.get(known[1], 0), int(known[3]))
        matches = {name: NAME.fullmatch(name) for name in listing}
        return [
            name
            for name in honest(local, listing)
            if (match := matches[name]) is None or int(match[3]) > seen.get(match[1], 0)
        ]

    monkeypatch.setattr(sync, "pulls", above_the_highest)
    assert bites()


def test_replica_and_number_as_identity_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = projection.merge

    def by_number(connection: object, events: Iterable[Ready]) -> list[Ready]:
        query = "SELECT 1 FROM events WHERE replica = ? AND number = ?"
        strange = [
            event
            for event in events
            if not connection.execute(query, event.columns[3:5]).fetchone()  # type: ignore[attr-defined]  # a connection
        ]
        return honest(connection, strange)  # type: ignore[arg-type]  # the same

    monkeypatch.setattr(holdings, "merge", by_number)
    assert bites()


def test_a_file_that_stays_on_the_share_with_what_is_redacted_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = plan.plan

    def without_erasing(local: Local, listing: Sequence[str], now: object) -> Plan:
        return honest(local, listing, now)._replace(erase=[])  # type: ignore[arg-type]  # an instant

    monkeypatch.setattr(sync, "plan", without_erasing)
    assert bites()


def test_a_held_file_that_is_not_written_anew_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "cleanse", lambda *_: None)
    assert bites()


def test_peers_that_put_nothing_back_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = plan.plan

    def only_what_is_new(local: Local, listing: Sequence[str], now: object) -> Plan:
        made = honest(local, listing, now)  # type: ignore[arg-type]  # an instant
        return made._replace(
            put=[name for name in made.put if name in local.own and not local.own[name].shared]
        )

    monkeypatch.setattr(sync, "plan", only_what_is_new)
    assert bites()
