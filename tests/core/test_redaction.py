"""What a redaction masks, and what two redactions leave together."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import Data, Event, Json, Misfit, Stamp, created, decode, texts
from gridlog.core.redaction import MASK, envelope_of, joined, kept, masked, redacted, stub, stubs_of, target

STAMP = Stamp("a" * 16, 1, 1 << 40, "2025-11-21T16:00:00+08:00", "P1", False)
FIVE, ELEVEN = MASK * 5, MASK * 11
TEXTS = st.text(alphabet="王张总ab█", max_size=4)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from("abc"), inside, max_size=3),
    max_leaves=6,
)


def event(kind: str, key: str = "", by: str = "P1", **data: Any) -> Event:
    return created(kind, data, key, (), STAMP._replace(by=by))


@pytest.mark.parametrize(
    ("typed", "text", "left"),
    [
        ("王大山", "见王大山，王大山说", f"见{MASK * 3}，{MASK * 3}说"),
        ("王大山", "王 大山", MASK * 4),
        ("王大山", "王大海", "王大海"),
        ("Li Wei", "met Li Wei and Li Weiss", f"met {MASK * 6} and Li Weiss"),
        ("13900001111", "电话13900001111。", f"电话{ELEVEN}。"),
        ("13900001111", "139-0000-1111", MASK * 13),
        ("139 0000 1111", "１３９００００１１１１", ELEVEN),
        ("+8613900001111", "13900001111", ELEVEN),
        ("13900001111", "+86 13900001111", MASK * 15),
        ("13900001111", "139000011112", "139000011112"),
        ("13900001111", "213900001111", "213900001111"),
        ("0516-84661234", "0516 84661234转8001", f"{MASK * 13}转8001"),
    ],
)
def test_a_name_or_number_is_found_as_people_write_it_and_nothing_longer_is(
    typed: str, text: str, left: str
) -> None:
    assert masked(text, target(typed).pattern) == left
    assert len(left) == len(text)


@pytest.mark.parametrize("typed", ["王", "123456", "", " ", "a"])
def test_what_is_too_short_is_refused(typed: str) -> None:
    with pytest.raises(Misfit):
        target(typed)


def test_a_person_leaves_fields_and_mentions_and_the_code_stays() -> None:
    of = target("王大山")
    visit = event("visit.logged", officer="P1", contact="王大山", note="王大山很忙", by="王大山")
    assert redacted(visit, of).envelope == {
        **envelope_of(visit),
        "by": MASK * 3,
        "data": {"officer": "P1", "contact": MASK * 3, "note": f"{MASK * 3}很忙"},
    }
    left = redacted(event("officer.saved", "officer/王大山", name="王大山"), of, {"王大山"})
    assert not left.is_changed
    assert [one.stays for one in left.places] == [True, True]


@pytest.mark.parametrize(
    "kind", ["enterprise.saved", "grid.saved", "project.saved", "station.saved", "premises.saved"]
)
def test_the_name_of_a_thing_stays_with_a_person_in_it_but_no_number(kind: str) -> None:
    thing = event(kind, f"{kind.partition('.')[0]}/X1", name="王大山商店13900001111", remark="王大山")
    (data,) = (redacted(thing, target("王大山")).envelope["data"],)
    assert data == {"name": "王大山商店13900001111", "remark": MASK * 3}
    assert redacted(thing, target("13900001111")).envelope["data"] == {
        "name": f"王大山商店{ELEVEN}",
        "remark": "王大山",
    }


def test_of_handed_in_figures_only_whole_cells_go() -> None:
    frozen = event(
        "report.frozen", "report/2025-W46", tables={"officer": {"rows": [["P1", "王大山", "王大山商店"]]}}
    )
    assert redacted(frozen, target("王大山")).envelope["data"] == {
        "tables": {"officer": {"rows": [["P1", MASK * 3, "王大山商店"]]}}
    }


def test_the_name_of_a_row_that_people_typed_is_masked_and_other_names_of_rows_stay() -> None:
    need = redacted(event("need.saved", "need/E1/王大山缺电/2", version=1), target("王大山"))
    assert need.envelope["row"] == f"need/E1/{MASK * 3}缺电/2"
    other = redacted(event("officer.saved", "officer/王大山", name="x"), target("王大山"))
    assert other.envelope["row"] == "officer/王大山"


def test_a_stub_is_the_event_with_its_id_and_place_and_other_data() -> None:
    one = event("visit.logged", officer="P1", contact="王大山", on="2025-11-20")
    left = stub(one.id, redacted(one, target("王大山")).envelope, ["ab" * 16])
    assert left._replace(body=b"", data={}) == one._replace(body=b"", data={})
    assert left.data == {**one.data, "contact": MASK * 3}
    assert kept(left.body) == left
    with pytest.raises(Misfit):
        decode(left.body)  # so no file of a share can bring one


def test_an_event_that_was_brought_along_is_masked_and_keeps_its_id() -> None:
    inner = event("station.saved", "station/S1", place="王大山家")
    outer = event("station.brought", "station/S2", events=[inner.body.decode()])
    (text,) = texts(cast(Data, redacted(outer, target("王大山")).envelope["data"]), "events")
    assert kept(text.encode()).id == inner.id
    assert kept(text.encode()).data == {"place": f"{MASK * 3}家"}


@pytest.mark.parametrize(
    "stubs",
    [
        [],
        "x",
        {"zz": {}},
        {"a" * 32: []},
        {"a" * 32: {"kind": 1}},
        {"A" * 32: {}},
        {"a" * 32: {"clock": "x"}},
    ],
)
def test_stubs_that_are_no_events_are_left_out(stubs: Json) -> None:
    assert list(stubs_of(event("redaction.made", stubs=stubs))) == []


@given(VALUES, VALUES, VALUES)
def test_what_redactions_leave_together_is_the_same_in_any_order_and_for_any_repetition(
    one: Json, two: Json, three: Json
) -> None:
    assert joined(one, two) == joined(two, one)
    assert joined(joined(one, two), three) == joined(one, joined(two, three))
    assert joined(one, one) == one
    assert joined(joined(one, two), two) == joined(one, two)


@given(
    st.lists(
        st.sampled_from(["", " ", "-", "(", ")", "\u3000", "\u2010", "\u2015", "（", "）", "－", "\xa0"]),
        min_size=10,
    )
)
def test_the_quick_look_at_a_body_passes_over_no_number(apart: list[str]) -> None:
    of = target("13900001111")
    for digits in ("13900001111", "１３９００００１１１１"):
        text = "".join(one + between for one, between in zip(digits, [*apart[:10], ""], strict=True))
        body = event("visit.logged", note=text).body
        assert of.may_be_in(body) or of.pattern.search(text) is None
    assert not of.may_be_in(event("visit.logged", note="一共139户，1111元").body)


def test_texts_of_two_lengths_leave_nothing() -> None:
    assert joined({"a": ["王大山"]}, {"a": ["王大"]}) == {"a": [MASK * 3]}


def test_two_redactions_of_one_text_mask_what_either_masks() -> None:
    text = "王大山 13900001111"
    left = [masked(text, target(one).pattern) for one in ("王大山", "13900001111")]
    assert joined(left[0], left[1]) == f"{MASK * 3} {ELEVEN}"
