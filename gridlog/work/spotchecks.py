"""Spot checks (抽查): a sample is drawn, an answer is recorded. The code asks no question and prints nothing."""

from typing import NamedTuple

from gridlog.core.event import Data, read_id, written
from gridlog.core.nouns.spotcheck import life as spotcheck
from gridlog.core.nouns.spotcheck.life import Lot, Said
from gridlog.errors import Refused
from gridlog.reports import spotchecks
from gridlog.work.desk import Desk


class Drawn(NamedTuple):
    """A sample.

    `id`: of the draw; empty for a sample that is not recorded.
    `pool`: how many visits it was drawn from.
    `chosen`: the ids of the visits drawn.
    `before`: the ids of earlier draws of the very same period.
    """

    id: str
    pool: int
    chosen: list[str]
    before: list[str]


class Recorded(NamedTuple):
    """An answer that was recorded: the data of the event, and whether an earlier answer stood there."""

    data: Data
    is_again: bool


def try_draw(desk: Desk, lot: Lot, rule: int) -> Drawn:
    """Return the sample that a draw would have now; nothing is written."""
    connection = desk.store.connection
    before = spotchecks.draws_of(connection, lot)
    found = spotchecks.pool(connection, lot, desk.rules)
    return Drawn("", len(found), spotcheck.draw(found, lot, rule), before)


def draw(desk: Desk, lot: Lot, rule: int, by: str) -> Drawn:
    """Draw a sample and record it, signed by an officer."""
    with desk.write(by) as writer:
        drawn = try_draw(desk, lot, rule)
        told = spotcheck.told(lot, drawn.pool, drawn.chosen, rule)
        event = writer.append("spotcheck.drawn", told)
    return drawn._replace(id=written(event.id))


def record(desk: Desk, visit: str, draw: str | None, said: Said, by: str) -> Recorded:
    """Record what an enterprise said of a visit, by the first letters of its id, in the latest draw that has it or in `draw`.

    Raises Refused where no such draw has it.
    """
    full = desk.id("visit", visit)
    with desk.write(by) as writer:
        held = spotchecks.holding(writer.connection, full, draw)
        if held is None:
            raise Refused("spotcheck.not_drawn", visit=visit)
        people = spotchecks.people(writer.connection, full)
        data = spotcheck.record(full, people, by, said)
        writer.append("spotcheck.recorded", data, row=read_id(held.draw))
    return Recorded(data, held.is_answered)
