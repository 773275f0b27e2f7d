"""What is brought along to a row is read there once, and only what belongs there."""

from gridlog.core.event import Data, Event, Stamp, created
from gridlog.core.recoding import brought

STAMP = Stamp("a" * 16, 1, 1 << 40, "2025-11-21T16:00:00+08:00", "P1", False)


def event(kind: str, data: Data, key: str, number: int = 1) -> Event:
    return created(kind, data, key, (), STAMP._replace(number=number))


def bringing(*events: Event, number: int = 9) -> Event:
    return event("plan.brought", {"events": [one.body.decode() for one in events]}, "plan/E1", number)


def test_what_is_brought_twice_is_read_once_and_in_the_row_that_it_was_brought_to() -> None:
    one, other = (event("plan.saved", {"goal": "listing"}, f"plan/E{n}", n) for n in (2, 3))
    found = brought([bringing(one, number=8), bringing(other, one)])
    assert [each.id for each in found] == [one.id, other.id]
    assert {each.key for each in found} == {"plan/E1"}


def test_an_event_of_another_noun_or_one_that_says_how_to_read_others_is_not_brought() -> None:
    foreign = event("visit.logged", {"enterprise": "E2"}, "")
    says = bringing(event("plan.saved", {"goal": "listing"}, "plan/E2"))
    assert brought([bringing(foreign, says)]) == []
