"""What a sync decides, as tables: which names are opened, what is put, packed, asked for and swept."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.plan import (
    BIG,
    BIG_BYTES,
    GRACE,
    PACK,
    PATIENCE,
    WANTED,
    Covered,
    Local,
    Own,
    Plan,
    Sighting,
    is_candidate,
    packs,
    plan,
    proves,
    pulls,
)
from gridlog.core.segment import FAULTS, NAME
from gridlog.core.when import ZONE
from tests.support.copies import COPIES, SEGMENTS

NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
ME, PEER = "1" * 16, "2" * 16


def named(replica: str, first: int, last: int | None = None) -> str:
    """A proper name; the same for the same numbers."""
    return f"{replica}.{first}-{last or first}.{first:016x}.jsonl.gz"


STEM = named(ME, 7).removesuffix(".jsonl.gz")


@pytest.mark.parametrize("form", SEGMENTS.values(), ids=[*SEGMENTS])
def test_a_segment_is_opened_whatever_a_folder_syncer_calls_it(form: str) -> None:
    name = form.format(STEM)
    assert is_candidate(name)
    assert pulls(local(), [name]) == [name]


def test_a_file_system_without_small_letters_hides_nothing() -> None:
    assert is_candidate(f"{STEM}.jsonl.gz".upper())


OTHERS = (
    "Thumbs.db",
    "desktop.ini",
    ".DS_Store",
    "gridlog.json",
    "新建 文本文档.txt",
    "读我.jsonl.gz",
    "0123456789abcde.1-1.jsonl.gz",
    "00000000-0123456789abcdef0.jsonl.gz",
    f"{STEM}.jsonl.gz{WANTED}",
    f".{STEM}.jsonl.gz",
    f"._{STEM}.jsonl.gz",
    f"~{STEM}.jsonl.gz",
    f"~${STEM}.jsonl.gz",
    f".~{ME}.1763712000000.0a0b0c0d.tmp",
    f".~{STEM}.jsonl.gz.tmp",
    f"{STEM}.jsonl.gz.tmp",
    f".syncthing.{STEM}.jsonl.gz.tmp",
    f"~syncthing~{STEM}.jsonl.gz.tmp",
    f"{STEM}.docx",
    STEM.partition(".")[0],
    "",
    ".",
    "..",
)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_segment_is_never_opened(name: str) -> None:
    assert not is_candidate(name)
    assert pulls(local(), [name]) == []


@given(st.text())
def test_no_name_is_too_strange_to_judge(name: str) -> None:
    listing = [name, f"{name}{STEM}.jsonl.gz{name}"]
    assert set(pulls(local(), listing)) <= {*listing}
    assert plan(local(), listing, NOW) == EMPTY


# What is known here.


def local(
    *held: Own | str,
    covered: dict[str, Covered] | None = None,
    sightings: dict[str, Sighting] | None = None,
) -> Local:
    """What a database knows: its own files, the names of others'; nothing by default."""
    mine = {one.name: one for one in held if isinstance(one, Own)}
    names = {one.name if isinstance(one, Own) else one for one in held}
    return Local(ME, names, mine, covered or {}, sightings or {})


def own(first: int, size: int = 1, *, shared: bool = True, replica: str = ME) -> Own:
    """A file that this database made."""
    return Own(named(replica, first, first + size - 1), replica, first, size, 400 * size % BIG_BYTES, shared)


def theirs(first: int) -> str:
    """The name of a peer's file."""
    return named(PEER, first)


EMPTY = Plan([], [], [], [], [], [], [], [], [])


def decided(**lists: list[str]) -> Plan:
    """A plan in which only these lists have something in them."""
    return EMPTY._replace(**lists)


# What is opened.


def test_only_what_is_unseen_or_was_not_whole_is_opened() -> None:
    held, gone, torn, copy, new = (named(PEER, number) for number in range(1, 6))
    known = local(
        theirs(1),
        covered={gone: Covered(False, NOW)},
        sightings={torn: Sighting("torn", NOW), f"{copy} (1)": Sighting("", NOW)},
    )
    assert pulls(known, [new, torn, gone, held, f"{copy} (1)"]) == sorted([torn, new])


@pytest.mark.parametrize("fault", FAULTS)
def test_what_could_not_be_read_is_opened_again(fault: str) -> None:
    name = named(PEER, 1)
    assert pulls(local(sightings={name: Sighting(fault, NOW)}), [name]) == [name]


def test_what_is_not_listed_is_not_opened() -> None:
    assert pulls(local(sightings={named(PEER, 1): Sighting("torn", NOW)}), []) == []


# What is packed.


def test_eight_of_a_size_are_packed_oldest_first() -> None:
    files = [own(number) for number in range(1, 11)]
    assert packs(ME, reversed(files)) == [files[:8]]


def test_seven_of_a_size_are_left_alone() -> None:
    assert packs(ME, [own(number) for number in range(1, 8)]) == []
    assert packs(ME, []) == []


def test_sixteen_of_a_size_become_two() -> None:
    files = [own(number) for number in range(1, 17)]
    assert packs(ME, files) == [files[:8], files[8:]]


TIERS = ((1, 7), (8, 63), (64, 511), (512, 4095))


@pytest.mark.parametrize(("least", "most"), TIERS)
def test_files_of_one_size_go_together_sizes_being_powers_of_eight(least: int, most: int) -> None:
    files = [own(10_000 * number, most if number % 2 else least) for number in range(1, 9)]
    assert packs(ME, files) == [files]
    assert packs(ME, [*files[:7], own(90_000, most + 1)]) == []


@pytest.mark.parametrize("size", [BIG, BIG + 1, 32 * BIG])
def test_big_files_are_left_alone(size: int) -> None:
    assert packs(ME, [own(number * 10 * size, size) for number in range(1, 20)]) == []


@pytest.mark.parametrize(
    "odd",
    [own(100, replica="3" * 16), own(100, shared=False)],
    ids=["one of an earlier id", "one that nobody else has yet"],
)
def test_only_what_was_made_under_this_id_and_shared_is_packed(odd: Own) -> None:
    assert packs(ME, [*(own(number) for number in range(1, 8)), odd]) == []


OWN = st.builds(
    own,
    st.integers(1, 10_000_000),
    st.integers(1, 2 * BIG),
    shared=st.booleans() | st.just(True),
    replica=st.sampled_from([ME, ME, ME, "3" * 16]),
)


@given(st.lists(OWN, max_size=80, unique_by=lambda one: one.name), st.randoms())
def test_packing_leaves_at_most_seven_of_each_size(files: list[Own], random: Random) -> None:
    groups = packs(ME, files)
    taken = [one for group in groups for one in group]
    assert len(taken) == len({one.name for one in taken})
    assert {len(group) for group in groups} <= {PACK}
    fit = [one for one in files if one.replica == ME and one.shared and one.size < BIG]
    assert {*taken} <= {*fit}
    for least, most in TIERS:
        assert len([one for one in fit if least <= one.size <= most and one not in taken]) < PACK
        assert all(
            least <= one.size <= most for group in groups if least <= group[0].size <= most for one in group
        )
    shuffled = [*files]
    random.shuffle(shuffled)
    assert packs(ME, shuffled) == groups


def test_an_event_is_packed_at_most_four_times() -> None:
    files = [own(number) for number in range(1, 8**4 + 1)]
    rounds = 0
    while groups := packs(ME, files):
        gone = {one.name for group in groups for one in group}
        made = [own(group[0].first, sum(one.size for one in group)) for group in groups]
        files = [one for one in files if one.name not in gone] + made
        rounds += 1
    assert rounds == 4
    assert [one.size for one in files] == [BIG]


# What is put.


def test_own_news_goes_out_before_anything_is_put_back() -> None:
    lost, old, news, more = theirs(1), own(1), own(2, shared=False), own(3, shared=False)
    known = local(lost, old, news, more)
    assert plan(known, [], NOW) == decided(put=[news.name, more.name, old.name, lost])


def test_what_lies_there_is_not_put() -> None:
    known = local(own(1), theirs(1), own(2, shared=False))
    listing = [*known.held]
    assert plan(known, listing, NOW) == decided(there=[own(2).name])


def test_a_file_of_which_only_a_copy_lies_there_is_put() -> None:
    copy = f"{theirs(1)} (1)"
    known = local(theirs(1), sightings={copy: Sighting("", NOW)})
    assert plan(known, [copy], NOW) == decided(put=[theirs(1)])


def test_what_is_covered_is_not_put_back() -> None:
    known = local(own(1, 8), covered={named(ME, 1): Covered(True, NOW)})
    assert plan(known, [own(1, 8).name], NOW) == EMPTY


# What is retired.


@pytest.mark.parametrize(
    ("age", "mine", "goes"),
    [
        (timedelta(), True, False),
        (GRACE - timedelta(seconds=1), True, False),
        (GRACE, True, True),
        (100 * GRACE, True, True),
        (100 * GRACE, False, False),
        (-MINUTE, True, False),
        (-100 * GRACE, True, False),
    ],
    ids=["at once", "too early", "a day later", "late", "a peer's", "clock set back", "clock set far back"],
)
def test_a_covered_file_is_deleted_by_its_owner_a_day_later(age: timedelta, mine: bool, goes: bool) -> None:
    name = named(ME, 1)
    known = local(covered={name: Covered(mine, NOW - age)})
    assert plan(known, [name], NOW) == decided(retire=[name] if goes else [])


def test_a_covered_file_that_is_gone_is_not_deleted_again() -> None:
    assert plan(local(covered={named(ME, 1): Covered(True, NOW - 9 * GRACE)}), [], NOW) == EMPTY


# What is asked for.


@pytest.mark.parametrize(
    ("age", "asks"),
    [
        (timedelta(), False),
        (PATIENCE - timedelta(seconds=1), False),
        (PATIENCE, True),
        (9 * GRACE, True),
        (-timedelta(seconds=1), True),
        (-timedelta(days=30_000), True),
    ],
    ids=["at once", "too early", "ten minutes later", "late", "clock set back", "clock set far back"],
)
def test_a_damaged_file_is_asked_for_after_ten_minutes(age: timedelta, asks: bool) -> None:
    name = named(PEER, 1)
    known = local(sightings={name: Sighting("torn", NOW - age)})
    assert plan(known, [name], NOW) == decided(ask=[name] if asks else [])


@pytest.mark.parametrize("fault", FAULTS)
def test_only_damage_is_asked_for(fault: str) -> None:
    name = named(PEER, 1)
    known = local(sightings={name: Sighting(fault, NOW - GRACE)})
    asks = fault in ("torn", "forged", "huge")
    assert plan(known, [name], NOW) == decided(ask=[name] if asks else [])


@pytest.mark.parametrize("form", COPIES)
def test_a_copy_that_cannot_be_read_is_not_asked_for(form: str) -> None:
    name = form.format(STEM)
    assert not NAME.fullmatch(name)
    known = local(sightings={name: Sighting("torn", NOW - GRACE)})
    assert plan(known, [name], NOW) == EMPTY


def test_nothing_is_asked_for_twice() -> None:
    name = named(PEER, 1)
    known = local(sightings={name: Sighting("torn", NOW - GRACE)})
    assert plan(known, [name, name + WANTED], NOW) == EMPTY


# What is answered.


def test_who_holds_what_is_asked_for_mends_it_and_takes_the_question_away() -> None:
    known = local(theirs(1), theirs(2))
    listing = [theirs(1), theirs(1) + WANTED, theirs(2)]
    name = theirs(1)
    assert plan(known, listing, NOW) == decided(mend=[name], answered=[name])


def test_what_is_asked_for_and_gone_is_put() -> None:
    name = theirs(1)
    assert plan(local(theirs(1)), [name + WANTED], NOW) == decided(put=[name], answered=[name])


def test_what_is_not_held_is_not_answered() -> None:
    name = theirs(1)
    assert plan(local(theirs(2)), [name, name + WANTED, theirs(2)], NOW) == EMPTY


def test_a_question_for_what_a_pack_replaced_is_taken_away() -> None:
    name = named(ME, 1)
    known = local(own(1, 8), covered={name: Covered(True, NOW)})
    listing = [own(1, 8).name, name + WANTED]
    assert plan(known, listing, NOW) == decided(answered=[name])


@pytest.mark.parametrize("word", ["../../x", "", ".", "gridlog.json", STEM, "x" * 5000])
def test_a_question_for_anything_else_is_left_alone(word: str) -> None:
    assert plan(local(theirs(1)), [theirs(1), word + WANTED], NOW) == EMPTY


def test_what_is_held_and_seen_damaged_is_mended_unasked() -> None:
    name = theirs(1)
    known = local(theirs(1), sightings={name: Sighting("torn", NOW)})
    assert plan(known, [name], NOW) == decided(mend=[name], forget=[name])


# What is swept.


def temporary(age: timedelta, replica: str = ME) -> str:
    return f".~{replica}.{int((NOW - age).timestamp() * 1000)}.0a0b0c0d.tmp"


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        (temporary(GRACE + MINUTE), True),
        (temporary(timedelta(days=20_000)), True),
        (temporary(GRACE - MINUTE), False),
        (temporary(timedelta()), False),
        (temporary(-GRACE), False),
        (temporary(9 * GRACE, PEER), False),
        (".~relay.0123456789abcdef.tmp", False),
        (f".~{ME}.tmp", False),
        (f".~{ME}.x.0a.tmp", False),
        (f"{temporary(9 * GRACE)}.txt", False),
        (temporary(9 * GRACE)[1:], False),
    ],
    ids=[
        *("old", "from 1970", "young", "new", "from tomorrow", "a peer's", "a relay's"),
        *("no time", "no number", "longer", "no dot"),
    ],
)
def test_only_own_temporary_files_of_yesterday_are_swept(name: str, goes: bool) -> None:
    assert plan(local(), [name], NOW) == decided(sweep=[name] if goes else [])


# What is forgotten.


def test_what_is_no_longer_seen_is_forgotten() -> None:
    torn, copy = named(PEER, 1), f"{named(PEER, 2)} (1)"
    sightings = {torn: Sighting("torn", NOW), copy: Sighting("", NOW)}
    assert plan(local(sightings=sightings), [copy], NOW) == decided(forget=[torn])
    assert plan(local(sightings=sightings), [copy, torn], NOW) == EMPTY


# The whole.


def test_all_is_decided_at_once_and_a_plan_acted_on_leaves_nothing_to_do() -> None:
    torn, gone, packed = named(PEER, 9), f"{named(PEER, 8)} (1)", named(ME, 1)
    known = local(
        *(own(1, 8), own(9, shared=False), own(10, shared=False), theirs(1), theirs(2), theirs(3)),
        covered={packed: Covered(True, NOW - GRACE)},
        sightings={torn: Sighting("torn", NOW - PATIENCE), gone: Sighting("", NOW)},
    )
    left_over = temporary(2 * GRACE)
    listing = [own(1, 8).name, own(9).name, theirs(2), theirs(3), packed, torn, left_over]
    asked = theirs(2)
    todo = plan(known, [*listing, asked + WANTED], NOW)
    assert todo == Plan(
        put=[own(10).name, theirs(1)],
        there=[own(9).name],
        retire=[packed],
        erase=[],
        ask=[torn],
        mend=[asked],
        answered=[asked],
        sweep=[left_over],
        forget=[gone],
    )
    later = local(
        *(own(1, 8), own(9), own(10), theirs(1), theirs(2), theirs(3)),
        covered=dict(known.covered),
        sightings={torn: known.sightings[torn]},
    )
    after = {*listing, *todo.put, torn + WANTED} - {packed, left_over}
    assert plan(later, after, NOW) == EMPTY


@pytest.mark.parametrize(
    ("whole", "part", "is_proof"),
    [
        ([b"1", b"2", b"3"], [b"3", b"1"], True),
        ([b"1", b"2"], [b"1", b"2"], True),
        ([b"1"], [b"1", b"2"], False),
        ([b"12"], [b"1"], False),
        ([], [b"1"], False),
    ],
)
def test_a_file_is_needless_only_when_all_it_says_is_said(
    whole: list[bytes], part: list[bytes], is_proof: bool
) -> None:
    assert proves(whole, part) is is_proof


def test_a_file_that_the_share_spells_in_capitals_is_there() -> None:
    name = theirs(1)
    assert plan(local(name), [name.upper()], NOW).put == []
    assert plan(local(name), [theirs(2).upper()], NOW).put == [name]
