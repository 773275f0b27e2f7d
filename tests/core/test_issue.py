"""An issue: its life as one table, its deadline's clock, and the gate before its end."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from gridlog.core.calendar import Calendar
from gridlog.core.event import Data, Event, Stamp, created
from gridlog.core.fold import Row, fold
from gridlog.core.nouns.issue.events import KINDS
from gridlog.core.nouns.issue.meaning import OPEN_STATES, is_dissatisfied, is_overdue
from gridlog.core.nouns.issue.steps import (
    Raised,
    When,
    answer,
    assign,
    close,
    correct,
    escalate,
    extend,
    hold,
    merge,
    note,
    raised_level,
    register,
    reject,
    reopen,
    revisit,
)
from gridlog.core.nouns.issue.value import (
    CATEGORIES,
    GRADES,
    ISSUE_LEVELS,
    NEXT,
    RESULTS,
    SOURCES,
    STATES,
    VERBS,
    Issue,
    Revisit,
)
from gridlog.core.rules import DEFAULT
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.machine.holidays import of_year
from tests.support.steps import OTHER, START, STEPS, opinion

CALENDAR = Calendar({day: work for day, (work, _) in (of_year(2025) or {}).items()}, frozenset({2025}))
RAISED = Raised("E1", "P1", "用电不足", "A", "A-1")


def at(day: date | str) -> When:
    """A day to take a step on."""
    return When(date.fromisoformat(day) if isinstance(day, str) else day, CALENDAR, DEFAULT)


def event(kind: str, data: Data, before: Sequence[Event], by: str = "P1") -> Event:
    """The next event of an issue, or its first."""
    number = len(before) + 1
    row = before[0].id.hex() if before else ""
    stamp = Stamp("a" * 16, number, number, "", by, False)
    return created(kind, data, row, tuple(one.id for one in before[-1:]), stamp)


PATHS: dict[str, tuple[str, ...]] = {  # how each state is come to
    "registered": (),
    "assigned": ("assigned",),
    "accepted": ("assigned", "accepted"),
    "handling": ("assigned", "accepted", "noted"),
    "on_hold": ("assigned", "accepted", "held"),
    "answered": ("assigned", "accepted", "noted", "answered", "revisited"),
    "closed": ("answered", "revisited", "closed"),
    "rejected": ("rejected",),
    "merged": ("merged",),
}


class Life:
    """An issue being lived: its events so far, and what they make of it."""

    def __init__(self, raised: Raised = RAISED, day: date | str = START) -> None:
        self.events = [event("issue.raised", register(raised, at(day)), ())]

    @property
    def row(self) -> Row:
        return fold(self.events)

    @property
    def now(self) -> Issue:
        assert self.row.flaws == ()
        assert isinstance(self.row.value, Issue)
        return self.row.value

    def add(self, kind: str, data: Data, by: str = "P1") -> Issue:
        """The issue after one more event."""
        self.events.append(event(kind, data, self.events, by))
        return self.now

    def step(self, *names: str, day: date | str = START) -> Issue:
        """The issue after steps taken as the core functions tell them."""
        for name in names:
            self.add(f"issue.{name}", STEPS[f"issue.{name}"](self.now, at(day)))
        return self.now

    def revisited(
        self, satisfaction: int, by: str = "P9", solved: bool = True, day: date | str = START
    ) -> Issue:
        data = revisit(self.now, opinion(satisfaction, by, solved), "", at(day))
        return self.add("issue.revisited", data)


def in_state(state: str) -> Life:
    life = Life()
    assert life.step(*PATHS[state]).state == state
    return life


# The table.


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_come_to(state: str) -> None:
    assert in_state(state).now.state == state


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_step_leads_where_the_table_says_or_is_refused_and_a_flaw(state: str, kind: str) -> None:
    life = in_state(state)
    before = life.now
    if (state, kind) in NEXT:
        assert life.add(kind, STEPS[kind](before, at(START))).state == NEXT[state, kind]
        return
    with pytest.raises(Refused) as caught:
        STEPS[kind](before, at(START))
    possible = [VERBS[step] for here, step in NEXT if here == state]
    assert (caught.value.code, caught.value.values) == (
        "issue.not_now",
        {"state": state, "step": VERBS[kind], "steps": possible},
    )
    life.events.append(event(kind, LOOSE, life.events))
    assert [(flaw.id, flaw.kind) for flaw in life.row.flaws] == [(life.events[-1].id, kind)]
    assert life.row.value == before


LOOSE: Data = {"on": "2025-11-03", "due": "2025-12-01", "text": "x", "result": "solved", "satisfaction": 5}


def test_the_table_speaks_of_known_states_and_kinds_only() -> None:
    anywhere = {"issue.recoded"}  # a code is split in every state, and the state stays
    assert {kind for _, kind in NEXT} == set(KINDS) - anywhere == {"issue.raised", *STEPS}
    assert {state for state, _ in NEXT} == {"", *STATES}
    assert set(NEXT.values()) == set(STATES)
    assert set(OPEN_STATES) == set(STATES) - {"closed", "rejected", "merged"}


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_way_to_the_end_of_the_loop(state: str) -> None:
    reached = {state}
    while more := {after for (here, _), after in NEXT.items() if here in reached} - reached:
        reached |= more
    assert "closed" in reached


def test_only_an_answer_is_closed() -> None:
    assert [state for (state, kind) in NEXT if kind == "issue.closed"] == ["answered"]


def test_an_issue_begins_once() -> None:
    life = Life()
    life.events.append(event("issue.raised", life.events[0].data, life.events))
    assert [flaw.kind for flaw in life.row.flaws] == ["issue.raised"]


# Registering.

DUE = [
    ("urgent", "2025-11-04"),
    ("simple", "2025-11-06"),
    ("general", "2025-11-12"),
    ("complex", "2025-11-24"),
]


@pytest.mark.parametrize(("grade", "due"), DUE)
def test_the_grade_sets_the_deadline_and_the_first_one_stays_on_record(grade: str, due: str) -> None:
    life = Life(RAISED._replace(grade=grade))
    assert (life.now.due, life.now.first_due) == (date.fromisoformat(due), date.fromisoformat(due))
    extended = life.step("extended")
    assert extended.first_due == date.fromisoformat(due) < extended.due
    assert extended.extended


def test_a_deadline_is_counted_from_the_day_it_came_up_not_from_the_day_it_was_typed() -> None:
    life = Life(RAISED._replace(on=START), START + timedelta(days=3))
    assert (life.now.raised_on, life.now.due) == (START, date(2025, 11, 12))


def test_a_deadline_said_by_hand_outranks_the_grade() -> None:
    assert Life(RAISED._replace(due=date(2025, 12, 1))).now.due == date(2025, 12, 1)
    assert Life(RAISED._replace(due=START)).now.due == START


def test_a_long_term_issue_is_planned_by_hand() -> None:
    planned = RAISED._replace(grade="longterm", due=date(2026, 6, 30))
    assert Life(planned).now.due == date(2026, 6, 30)


REGISTER: dict[str, tuple[Raised, type[GridlogError], str]] = {
    "long-term without a date": (RAISED._replace(grade="longterm"), Usage, "issue.longterm_due"),
    "tomorrow": (RAISED._replace(on=START + timedelta(days=1)), Refused, "issue.future"),
    "due before it came up": (RAISED._replace(due=START - timedelta(days=1)), Refused, "issue.due_past"),
    "without a word": (RAISED._replace(text=" 　"), Usage, "issue.text_missing"),
    "a category nobody knows": (RAISED._replace(category="POEM"), Usage, "issue.unknown_word"),
    "a grade nobody knows": (RAISED._replace(grade="mild"), Usage, "issue.unknown_word"),
    "a source nobody knows": (RAISED._replace(source="dream"), Usage, "issue.unknown_word"),
}


@pytest.mark.parametrize(("raised", "kind", "code"), REGISTER.values(), ids=REGISTER.keys())
def test_an_issue_that_breaks_a_rule_is_refused(raised: Raised, kind: type[GridlogError], code: str) -> None:
    with pytest.raises(kind) as caught:
        register(raised, at(START))
    assert caught.value.code == code


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_taken(category: str) -> None:
    assert Life(RAISED._replace(category=category)).now.category == category


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_taken(source: str) -> None:
    assert Life(RAISED._replace(source=source)).now.source == source


# Steps that need words.

WORDLESS: dict[str, tuple[str, Callable[[Issue], object], str]] = {
    "assigned to nobody": ("registered", lambda now: assign(now, " ", "", at(START)), "issue.text_missing"),
    "noted nothing": ("registered", lambda now: note(now, "", at(START)), "issue.text_missing"),
    "held for no reason": ("handling", lambda now: hold(now, " ", "other", at(START)), "issue.text_missing"),
    "held for nobody known": (
        "handling",
        lambda now: hold(now, "x", "rain", at(START)),
        "issue.unknown_word",
    ),
    "extended for no reason": (
        "handling",
        lambda now: extend(now, now.due + timedelta(days=1), "", at(START)),
        "issue.text_missing",
    ),
    "escalated without having tried": (
        "handling",
        lambda now: escalate(now, "", at(START)),
        "issue.text_missing",
    ),
    "answered without words": (
        "handling",
        lambda now: answer(now, "solved", " ", at(START)),
        "issue.text_missing",
    ),
    "answered without a result": (
        "handling",
        lambda now: answer(now, "", "x", at(START)),
        "issue.unknown_word",
    ),
    "rejected for no reason": ("registered", lambda now: reject(now, "", at(START)), "issue.text_missing"),
    "reopened for no reason": ("closed", lambda now: reopen(now, "", at(START)), "issue.text_missing"),
    "no satisfaction": (
        "answered",
        lambda now: revisit(now, opinion(0), "", at(START)),
        "issue.satisfaction",
    ),
    "too satisfied": ("answered", lambda now: revisit(now, opinion(6), "", at(START)), "issue.satisfaction"),
}


@pytest.mark.parametrize(("state", "step", "code"), WORDLESS.values(), ids=WORDLESS.keys())
def test_a_step_says_what_it_must_say(state: str, step: Callable[[Issue], object], code: str) -> None:
    now = in_state(state).now
    with pytest.raises(Usage) as caught:
        step(now)
    assert caught.value.code == code


def test_whoever_accepts_an_unassigned_issue_handles_it() -> None:
    assert Life().step("accepted").handler == "P2"
    life = Life()
    life.add("issue.assigned", assign(life.now, "P5", "", at(START)))
    assert life.step("accepted").handler == "P5"


# The deadline's clock.


def test_waiting_for_the_enterprise_gives_the_workdays_back() -> None:
    life = in_state("handling")
    life.add("issue.held", hold(life.now, "等资料", "enterprise", at("2025-11-05")))
    assert (life.now.held_on, life.now.clock_runs) == (date(2025, 11, 5), False)
    resumed = life.step("resumed", day="2025-11-12")  # five workdays later
    assert (resumed.due, resumed.held_on, resumed.clock_runs) == (date(2025, 11, 19), None, True)
    assert not resumed.missed


def test_waiting_over_a_holiday_gives_back_workdays_only() -> None:
    life = Life(day="2025-09-24")  # seven workdays: 25, 26, 28, 29, 30 September, 9, 10 October
    assert life.now.due == date(2025, 10, 10)
    life.step("accepted", day="2025-09-24")
    life.add("issue.held", hold(life.now, "等资料", "enterprise", at("2025-09-30")))
    assert life.step("resumed", day="2025-10-09").due == date(2025, 10, 11)


def test_resuming_on_the_same_day_gives_nothing_back() -> None:
    life = in_state("handling")
    due = life.now.due
    life.step("held", "resumed", day="2025-11-05")
    assert life.now.due == due


def test_waiting_for_anybody_else_gives_nothing_back() -> None:
    life = in_state("handling")
    life.add("issue.held", hold(life.now, "等上级", "other", at("2025-11-05")))
    assert life.now.clock_runs
    resumed = life.step("resumed", day="2025-11-12")
    assert (resumed.due, resumed.missed) == (date(2025, 11, 12), False)


def test_a_hold_for_anybody_else_past_the_deadline_misses_it() -> None:
    life = in_state("handling")
    life.add("issue.held", hold(life.now, "等上级", "other", at("2025-11-05")))
    assert is_overdue(life.now, date(2025, 11, 13))
    assert life.step("resumed", day="2025-11-13").missed


def test_the_stopped_clock_misses_nothing() -> None:
    life = in_state("handling")
    life.add("issue.held", hold(life.now, "等资料", "enterprise", at("2025-11-12")))
    assert not is_overdue(life.now, date(2025, 12, 31))
    noted = life.step("noted", day="2025-12-01")
    assert (noted.state, noted.missed) == ("on_hold", False)
    assert not life.step("resumed", day="2025-12-01").missed


def test_a_hold_after_the_deadline_comes_too_late() -> None:
    life = in_state("handling")
    life.add("issue.held", hold(life.now, "等资料", "enterprise", at("2025-11-13")))
    assert life.now.missed


EXTEND = [
    ("2025-11-11", "2025-11-20", ""),
    ("2025-11-12", "2025-11-20", ""),  # the due day itself
    ("2025-11-13", "2025-11-20", "issue.extend_late"),
    ("2025-11-05", "2025-11-12", "issue.extend_earlier"),
    ("2025-11-05", "2025-11-10", "issue.extend_earlier"),
]


@pytest.mark.parametrize(("today", "due", "code"), EXTEND)
def test_an_extension_is_asked_for_until_the_due_day(today: str, due: str, code: str) -> None:
    life = in_state("handling")
    new = date.fromisoformat(due)
    if code:
        with pytest.raises(Refused) as caught:
            extend(life.now, new, "设备未到", at(today))
        assert caught.value.code == code
        return
    after = life.add("issue.extended", extend(life.now, new, "设备未到", at(today)))
    assert (after.due, after.first_due, after.missed) == (new, date(2025, 11, 12), False)


@pytest.mark.parametrize("state", ["registered", "assigned", "accepted", "handling"])
def test_the_day_after_the_deadline_is_overdue_and_the_deadline_is_not(state: str) -> None:
    now = in_state(state).now
    assert not is_overdue(now, now.due)
    assert is_overdue(now, now.due + timedelta(days=1))


@pytest.mark.parametrize("state", ["answered", "closed", "rejected", "merged"])
def test_what_was_ended_in_time_never_becomes_overdue(state: str) -> None:
    assert not is_overdue(in_state(state).now, date(2030, 1, 1))


def test_what_was_overdue_once_stays_overdue_for_ever() -> None:
    life = in_state("handling")
    assert life.step("answered", day="2025-11-13").missed
    life.step("revisited", "closed", day="2025-11-13")
    assert is_overdue(life.now, START)
    reopened = life.step("reopened", day="2025-11-14")
    assert reopened.missed
    assert is_overdue(reopened, START)


def test_an_answer_on_the_due_day_is_in_time() -> None:
    assert not in_state("handling").step("answered", day="2025-11-12").missed


# Levels.


@pytest.mark.parametrize(
    ("level", "above"), list(zip(ISSUE_LEVELS, [*ISSUE_LEVELS[1:], "city"], strict=True))
)
def test_each_level_has_one_above_but_the_highest(level: str, above: str) -> None:
    assert raised_level(level) == above


def test_escalating_climbs_to_the_city_and_no_further() -> None:
    life = in_state("handling")
    assert [life.step("escalated").level for _ in range(3)] == ["block", "zone", "city"]
    with pytest.raises(Refused) as caught:
        life.step("escalated")
    assert caught.value.code == "issue.top_level"


def test_the_registrant_stays_the_enterprises_contact_through_every_step() -> None:
    assert in_state("closed").now.officer == "P1"
    life = in_state("handling")
    assert life.step("escalated", "assigned").officer == "P1"


# Answering, revisiting, closing.


@pytest.mark.parametrize("result", RESULTS)
def test_every_result_is_taken_and_can_be_closed(result: str) -> None:
    life = in_state("handling")
    life.add("issue.answered", answer(life.now, result, "说明", at(START)))
    life.revisited(3, solved=result == "solved")
    closed = life.step("closed")
    assert (closed.state, closed.result, closed.result_text) == ("closed", result, "说明")


GATE: dict[str, tuple[Callable[[Life], object], str]] = {
    "not revisited": (lambda life: life.step("answered"), "issue.not_revisited"),
    "answered anew after the revisit": (
        lambda life: (life.step("answered", "revisited"), life.step("answered")),
        "issue.not_revisited",
    ),
    "very dissatisfied": (lambda life: (life.step("answered"), life.revisited(1)), "issue.dissatisfied"),
    "dissatisfied": (lambda life: (life.step("answered"), life.revisited(2)), "issue.dissatisfied"),
    "not solved after all": (
        lambda life: (life.step("answered"), life.revisited(4, solved=False)),
        "issue.not_solved",
    ),
    "never answered": (lambda life: life.step("noted"), "issue.not_now"),
}


@pytest.mark.parametrize(("lived", "code"), GATE.values(), ids=GATE.keys())
def test_nothing_is_closed_before_the_enterprise_was_asked_and_is_content(
    lived: Callable[[Life], object], code: str
) -> None:
    life = in_state("handling")
    lived(life)
    with pytest.raises(Refused) as caught:
        close(life.now, at(START))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("satisfaction", "is_bad"), [(1, True), (2, True), (3, False), (4, False), (5, False)]
)
def test_one_and_two_are_dissatisfied(satisfaction: int, is_bad: bool) -> None:
    life = in_state("handling")
    life.step("answered")
    assert is_dissatisfied(life.revisited(satisfaction)) is is_bad


SPENT = [(START, 0), (date(2025, 11, 4), 1), (date(2025, 11, 10), 5), (date(2025, 11, 9), 4)]


@pytest.mark.parametrize(("day", "workdays"), SPENT, ids=[day.isoformat() for day, _ in SPENT])
def test_the_days_spent_are_workdays_after_the_first(day: date, workdays: int) -> None:
    life = Life()
    life.step("answered", "revisited", "closed", day=day)
    assert (life.now.workdays, life.now.closed_on) == (workdays, day)


HALVED = [("urgent", 1), ("simple", 2), ("general", 4), ("complex", 8), ("longterm", 8)]


@pytest.mark.parametrize(("grade", "workdays"), HALVED)
def test_dissatisfaction_reopens_a_level_up_with_half_the_days_rounded_up(grade: str, workdays: int) -> None:
    due = date(2026, 6, 30) if grade == "longterm" else None
    life = Life(RAISED._replace(grade=grade, due=due))
    life.step("answered")
    life.revisited(2)
    reopened = life.step("reopened")
    assert (reopened.state, reopened.level, reopened.reopened) == ("handling", "block", 1)
    assert reopened.due == CALENDAR.after(START, workdays)
    assert (reopened.answered_on, reopened.closed_on, reopened.workdays) == (None, None, None)


@pytest.mark.parametrize("grade", GRADES[:4])
def test_any_other_reopening_keeps_the_level_and_gives_all_the_days(grade: str) -> None:
    life = Life(RAISED._replace(grade=grade))
    reopened = life.step("answered", "revisited", "closed", "reopened")
    assert (reopened.level, reopened.due) == ("grid", CALENDAR.after(START, DEFAULT.grade_workdays(grade)))


@pytest.mark.parametrize("end", ["rejected", "merged"])
def test_an_old_dissatisfaction_does_not_punish_a_later_reopening_twice(end: str) -> None:
    life = in_state("handling")
    life.step("answered")
    life.revisited(1)
    life.step("reopened", "assigned", end)
    reopened = life.step("reopened")
    assert (reopened.level, reopened.due) == ("block", CALENDAR.after(START, 7))


def test_at_the_city_level_dissatisfaction_stays_there() -> None:
    life = in_state("handling")
    life.step("escalated", "escalated", "escalated", "answered")
    life.revisited(1)
    assert life.step("reopened").level == "city"


BY = [("P2", True), ("P9", False), ("P1", False)]


@pytest.mark.parametrize(("by", "marked"), BY)
def test_a_revisit_by_the_handler_himself_is_marked(by: str, marked: bool) -> None:
    life = in_state("handling")  # handled by P2
    life.step("answered")
    after = life.revisited(5, by=by).revisit
    assert after is not None
    assert (after.by, after.by_handler) == (by, marked)


def test_whoever_solved_it_on_the_spot_is_its_handler_when_he_asks_back_himself() -> None:
    life = Life()
    life.add("issue.answered", answer(life.now, "solved", "当场解决", at(START)), by="P1")
    after = life.revisited(5, by="P1").revisit
    assert after is not None
    assert after.by_handler


def test_a_revisit_by_nobody_known_of_an_issue_nobody_handles_is_not_marked() -> None:
    life = Life()
    life.step("answered")
    after = life.revisited(5, by="").revisit
    assert after is not None
    assert not after.by_handler


def test_all_that_was_asked_is_on_record() -> None:
    life = in_state("handling")
    life.step("answered", day="2025-11-05")
    asked = Revisit(START, "P9", True, False, False, False, 3)
    after = life.add("issue.revisited", revisit(life.now, asked, "再等等", at("2025-11-06"))).revisit
    assert after == Revisit(date(2025, 11, 6), "P9", False, False, False, False, 3)


# Merging.


def test_an_issue_is_not_merged_into_itself() -> None:
    with pytest.raises(Refused) as caught:
        merge(Life().now, OTHER, "A" * 26, "A" * 26, at(START))
    assert caught.value.code == "issue.merge_self"


@pytest.mark.parametrize("state", [state for state in STATES if state not in OPEN_STATES])
def test_an_issue_is_not_merged_into_one_that_ended(state: str) -> None:
    with pytest.raises(Refused) as caught:
        merge(Life().now, in_state(state).now, "A" * 26, "B" * 26, at(START))
    assert caught.value.code == "issue.merge_ended"


@pytest.mark.parametrize("state", OPEN_STATES)
def test_an_issue_is_merged_into_any_open_one_and_comes_back_when_reopened(state: str) -> None:
    life = Life()
    life.add("issue.merged", merge(life.now, in_state(state).now, "A" * 26, "B" * 26, at(START)))
    assert life.now.merged_into == "B" * 26
    back = life.step("reopened")
    assert (back.state, back.merged_into) == ("handling", "")


# Corrections.


def corrected(life: Life, wanted: dict[str, str], day: date | str = START) -> Issue:
    return life.add("issue.corrected", correct(life.now, wanted, "登记错了", at(day)))


def test_a_correction_changes_what_it_names_and_nothing_else() -> None:
    life = in_state("handling")
    before = life.now
    after = corrected(life, {"category": "POWER", "text": "变压器容量不足"}, "2025-11-05")
    assert after == before._replace(category="POWER", text="变压器容量不足")


def test_a_correction_says_what_it_was_and_what_it_is() -> None:
    data = correct(Life().now, {"category": "POWER", "text": RAISED.text}, " 选错 ", at("2025-11-05"))
    assert data == {
        "on": "2025-11-05",
        "change": {"category": "POWER"},
        "was": {"category": "OTHER"},
        "why": "选错",
    }


def test_a_new_enterprise_brings_its_block_and_grid() -> None:
    after = corrected(Life(), {"enterprise": "E4", "block": "B", "grid": "B-1"})
    assert (after.enterprise, after.block, after.grid) == ("E4", "B", "B-1")


def test_the_same_enterprise_does_not_move_an_issue_to_another_grid() -> None:
    with pytest.raises(Refused) as caught:
        correct(Life().now, {"enterprise": "E1", "block": "B", "grid": "B-1"}, "x", at(START))
    assert caught.value.code == "issue.same"


@pytest.mark.parametrize(
    ("grade", "due"), [("urgent", "2025-11-04"), ("simple", "2025-11-06"), ("complex", "2025-11-24")]
)
def test_a_corrected_grade_counts_the_deadline_from_the_day_it_was_raised(grade: str, due: str) -> None:
    after = corrected(Life(), {"grade": grade}, "2025-11-04")
    assert (after.grade, after.due.isoformat(), after.first_due.isoformat()) == (grade, due, "2025-11-12")


def test_a_grade_corrected_twice_counts_anew_each_time() -> None:
    life = Life()
    corrected(life, {"grade": "urgent"})
    assert corrected(life, {"grade": "complex"}).due == date(2025, 11, 24)


def settled_by_hand() -> Life:
    return Life(RAISED._replace(due=date(2025, 11, 28)))


def extended() -> Life:
    life = Life()
    life.step("extended")
    return life


def reopened() -> Life:
    life = in_state("closed")
    life.step("reopened", day="2025-11-05")
    return life


def waited() -> Life:
    life = Life()
    life.step("accepted", "held")
    life.step("resumed", day="2025-11-06")
    return life


@pytest.mark.parametrize("lived", [settled_by_hand, extended, reopened, waited])
def test_a_deadline_that_no_grade_gave_stays_when_the_grade_is_corrected(lived: Callable[[], Life]) -> None:
    life = lived()
    due = life.now.due
    assert due != date(2025, 11, 12)
    assert corrected(life, {"grade": "urgent"}, "2025-11-06").due == due


def test_an_extension_to_the_day_that_the_grade_gives_is_still_an_extension() -> None:
    life = Life(RAISED._replace(grade="simple"))
    life.add("issue.extended", extend(life.now, date(2025, 11, 12), "等设备", at(START)))
    corrected(life, {"grade": "general"})
    assert corrected(life, {"grade": "urgent"}).due == date(2025, 11, 12)


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_what_was_answered_keeps_its_deadline(state: str) -> None:
    after = corrected(in_state(state), {"grade": "urgent"})
    assert (after.grade, after.due, after.state) == ("urgent", date(2025, 11, 12), state)


def test_a_long_term_issue_that_was_none_gets_the_days_of_its_grade_and_back_again_keeps_them() -> None:
    life = Life(RAISED._replace(grade="longterm", due=date(2026, 6, 30)))
    assert corrected(life, {"grade": "general"}).due == date(2025, 11, 12)
    assert corrected(life, {"grade": "longterm"}).due == date(2025, 11, 12)


def test_a_longer_grade_does_not_undo_that_it_was_overdue() -> None:
    life = Life()
    after = corrected(life, {"grade": "complex"}, "2025-11-13")
    assert after.due == date(2025, 11, 24)
    assert after.missed


def test_a_longer_grade_in_time_keeps_it_from_being_overdue() -> None:
    after = corrected(Life(), {"grade": "complex"}, "2025-11-12")
    assert not after.missed
    assert not is_overdue(after, date(2025, 11, 24))
    assert is_overdue(after, date(2025, 11, 25))


def test_a_correction_is_no_progress() -> None:
    before = in_state("handling").now
    after = corrected(in_state("handling"), {"category": "POWER"}, "2025-11-12")
    assert (after.progress, after.progress_on) == (before.progress, before.progress_on)


def test_a_corrected_text_is_the_latest_news_where_there_is_no_other() -> None:
    assert corrected(Life(), {"text": "新描述"}).progress == "新描述"
    assert corrected(in_state("handling"), {"text": "新描述"}).progress == "已到现场"


@pytest.mark.parametrize(
    ("wanted", "reason", "code"),
    [
        ({"category": "OTHER"}, "x", "issue.same"),
        ({}, "x", "issue.same"),
        ({"category": "POWER"}, " ", "issue.text_missing"),
        ({"text": "  "}, "x", "issue.text_missing"),
        ({"category": "WAR"}, "x", "issue.unknown_word"),
        ({"grade": "huge"}, "x", "issue.unknown_word"),
    ],
)
def test_a_correction_that_says_nothing_new_or_nothing_known_is_refused(
    wanted: dict[str, str], reason: str, code: str
) -> None:
    with pytest.raises(GridlogError) as caught:
        correct(Life().now, wanted, reason, at(START))
    assert caught.value.code == code


def test_two_corrections_at_once_leave_the_same_issue_in_either_order() -> None:
    life = Life()
    first, *_ = life.events
    one = event("issue.corrected", correct(life.now, {"category": "POWER"}, "甲", at(START)), [first])
    stamp = Stamp("b" * 16, 2, 3, "", "P2", False)
    data = correct(life.now, {"category": "LAND", "grade": "urgent"}, "乙", at(START))
    two = created("issue.corrected", data, first.id.hex(), (first.id,), stamp)
    rows = [fold(order) for order in ([first, one, two], [two, one, first])]
    assert rows[0] == rows[1]
    assert isinstance(rows[0].value, Issue)
    assert (rows[0].value.category, rows[0].value.grade, rows[0].flaws) == ("LAND", "urgent", ())


def test_fields_of_a_later_version_in_a_correction_change_nothing() -> None:
    life = Life()
    before = life.now
    data: Data = {"on": "2025-11-03", "change": {"colour": "red", "category": "TAX"}, "was": {}, "why": "x"}
    assert life.add("issue.corrected", data) == before._replace(category="TAX")
