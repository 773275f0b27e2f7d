"""Every noun that the registry finds has what a noun needs; a new folder is held to it without a line here."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.event import COUNTER_BITS, Event, Stamp, created, decode
from gridlog.core.fold import fold
from gridlog.core.nouns import life_of, module_of, nouns, plural, words_of
from gridlog.core.nouns.ledger import Column, Ledger
from gridlog.core.nouns.table import columns_of
from gridlog.core.rules import DEFAULT, Rules
from gridlog.ledgers.queries import PARAMETERS, export_of, exported, exports
from gridlog.store.schema import DERIVED_VERSION, derived_tables, reset_derived
from gridlog.store.tables import derived
from gridlog.words.vocabulary import SHARED, field_word, is_vocabulary, vocabularies, vocabulary
from tests.support.kinds import OWN_ROW, REPORT, SAMPLES, Sample

START = 1_763_712_000_000
FORMAT = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
KINDS = ("text", "number", "decimal", "flag", "date", "instant", "fraction", "change", "points")
# Change both when a table or a column changes: files of before are folded anew when the number differs.
TABLES_OF = (15, "2312ed87274e")


def said(number: int, sample: Sample, seen: Sequence[Event], clock: int, replica: str) -> Event:
    """Return an event of a sample, by an author who had seen `seen`."""
    key, kind, data = sample
    stamp = Stamp(
        replica * 16, number, (START + clock) << COUNTER_BITS, "2025-11-21T16:00:00+08:00", "P1", False
    )
    return created(kind, data, key, tuple(one.id for one in seen), stamp)


@pytest.mark.parametrize(
    "word", ["", ".", "a b", "a/b", "../x", "\0", "\ud800", "__init__", "table", "Visit", "a" * 9999]
)
def test_a_word_that_no_folder_has_is_no_noun(word: str) -> None:
    assert module_of(word, "life") is None
    with pytest.raises(LookupError):
        life_of(word)


KEYS = sorted({key for key, _, _ in SAMPLES})


def test_every_kind_whose_row_has_a_name_has_a_sample() -> None:
    begun = {kind for _, kind, _ in SAMPLES}
    named = {kind for noun in nouns() if noun not in (*OWN_ROW, *REPORT) for kind in life_of(noun).KINDS}
    assert named - begun == {kind for kind in named if kind.endswith(".split")}


@pytest.mark.parametrize("key", KEYS)
def test_the_samples_of_a_row_fit_one_after_the_other_and_fill_its_tables(key: str) -> None:
    samples = [sample for sample in SAMPLES if sample[0] == key]
    events: list[Event] = []
    for number, sample in enumerate(samples, 1):
        events.append(said(number, sample, events[-1:], number, "a"))
        row = fold(events)
        assert row.flaws == ()
        made = derived(row, events)
        assert made is not None
        for table, rows in made.rows.items():
            assert {len(cells) for cells in rows} <= {len(columns_of(table))}, table.name


@given(st.data())
@settings(max_examples=150)
def test_a_named_row_is_the_same_for_any_order_of_arrival_and_any_repetition(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(KEYS))
    samples = [sample for sample in SAMPLES if sample[0] == key]
    events: list[Event] = []
    for number in range(1, data.draw(st.integers(2, 9))):
        seen = [one for one in events if data.draw(st.booleans())]
        sample, replica = data.draw(st.sampled_from(samples)), data.draw(st.sampled_from("ABC"))
        events.append(said(number, sample, seen, data.draw(st.integers(0, 3)), replica))
    arrived = data.draw(st.permutations([*events, *events[:2]]))
    assert fold(arrived) == fold(events)
    assert fold([decode(one.body) for one in events]) == fold(events)


class Today:
    """What the parameters of an export are made of."""

    today = date(2025, 11, 21)
    rules: Rules = DEFAULT
    connection = sqlite3.connect(":memory:")

    def calendar(self, start: date, end: date) -> Calendar:
        assert start <= end
        return Calendar({}, frozenset())


reset_derived(Today.connection)


def ledgers() -> Iterator[tuple[str, Ledger]]:
    for noun in nouns():
        for name, value in vars(module_of(noun, "ledger") or object).items():
            if isinstance(value, Ledger):
                yield f"{noun}.{name}", value


@pytest.mark.parametrize("noun", nouns())
def test_a_noun_has_a_life_and_words_for_each_kind_of_event(noun: str) -> None:
    assert words_of(noun).EVENTS.keys() == life_of(noun).KINDS.keys()
    assert all(kind.partition(".")[0] == noun for kind in life_of(noun).KINDS)
    pairs = [words_of(noun).NOUN, *words_of(noun).EVENTS.values()]
    pairs += [pair for words in getattr(words_of(noun), "WORDS", {}).values() for pair in words.values()]
    pairs += getattr(words_of(noun), "FIELDS", {}).values()
    assert [pair for pair in pairs if not (pair[0].strip() and pair[1].isascii() and pair[1].strip())] == []


@pytest.mark.parametrize("noun", nouns())
def test_every_table_of_a_noun_is_a_documented_interface(noun: str) -> None:
    assert [table.name for table in life_of(noun).TABLES if f"`{table.name}`" not in FORMAT] == []


def test_a_vocabulary_belongs_to_one_noun_and_an_alias_means_one_of_its_keys() -> None:
    names = vocabularies()
    assert len(names) == len(set(names))
    assert all(map(is_vocabulary, names))
    assert not is_vocabulary("colour")
    for noun in nouns():
        for name, aliases in getattr(words_of(noun), "ALIASES", {}).items():
            assert set(aliases.values()) <= vocabulary(name).keys()


def test_no_noun_lends_its_word_for_a_field_to_a_noun_that_means_something_else() -> None:
    called: dict[str, set[tuple[str, str]]] = {}
    for noun in nouns():
        for key, pair in getattr(words_of(noun), "FIELDS", {}).items():
            called.setdefault(key, set()).add(pair)
    for _, kind, data in SAMPLES:
        own = getattr(words_of(kind.partition(".")[0]), "FIELDS", {})
        lent = data.keys() - own.keys() - SHARED["field"].keys() - {*nouns()}
        assert [key for key in lent if len(called.get(key, ())) > 1] == [], kind
    assert field_word("officer", "officer", "zh") == "人员"


@pytest.mark.parametrize("name", exports())
def test_an_export_has_a_name_of_its_own_and_rows_in_both_forms(name: str) -> None:
    assert name in vocabulary("what")
    with closing(sqlite3.connect(":memory:")) as connection:
        reset_derived(connection)
        for query in exported(export_of(name), Today(), False):
            assert query.rows(connection).fetchall() == []


def test_the_list_of_a_noun_is_named_by_its_plural() -> None:
    found = {plural(noun) for noun in nouns()}
    tables = {life_of(noun).TABLES[0].name for noun in nouns() if module_of(noun, "ledger")}
    assert tables <= found


@pytest.mark.parametrize(("name", "ledger"), list(ledgers()))
def test_the_columns_of_a_ledger_have_keys_of_their_own_and_known_kinds(name: str, ledger: Ledger) -> None:
    keys = [column.key for column in ledger.columns]
    assert len(keys) == len(set(keys)), name
    assert {column.kind for column in ledger.columns} <= set(KINDS)
    assert [one.key for one in ledger.columns if one.words and not is_vocabulary(one.words)] == []
    assert [one.key for one in ledger.columns if one.is_phone and not one.is_code] == []
    assert {"phone"} & set(keys) <= {one.key for one in ledger.columns if one.is_phone}


def test_a_column_speaks_both_languages() -> None:
    found = [column for _, ledger in ledgers() for column in ledger.columns]
    assert len(found) > 100
    assert [one.key for one in found if not one.zh or not one.en.isascii()] == []
    assert Column("a", "甲", "a").heading("zh") == "甲"
    assert Column("a", "甲", "a").heading("en") == "a"


def test_a_change_of_the_tables_is_a_new_version_so_that_old_files_are_folded_anew() -> None:
    statements = sorted(statement for table in derived_tables() for statement in table.sqlite())
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:12]
    assert (DERIVED_VERSION, digest) == TABLES_OF


def test_the_parameters_of_a_ledger_are_made_of_today_the_rules_and_the_calendar() -> None:
    made = {name: make(Today()) for name, make in PARAMETERS.items()}
    assert made["today"] == "2025-11-21"
    assert str(made["stale"]) < str(made["today"]) < str(made["soon"])
    assert made["report_level"] == DEFAULT.report_level
