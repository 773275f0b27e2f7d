"""Every noun that the registry finds has what a noun needs; a new folder is held to it without a line here."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from gridlog.core.calendar import Calendar
from gridlog.core.nouns import life_of, module_of, nouns, plural, words_of
from gridlog.core.nouns.ledger import Column, Ledger
from gridlog.core.rules import DEFAULT, Rules
from gridlog.ledgers.queries import PARAMETERS, export_of, exported, exports
from gridlog.store.schema import DERIVED_VERSION, derived_tables, reset_derived
from gridlog.words.vocabulary import is_vocabulary, vocabularies, vocabulary

FORMAT = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
KINDS = ("text", "number", "flag", "date", "instant", "fraction", "change", "points")
# Change both when a table or a column changes: files of before are folded anew when the number differs.
TABLES_OF = (6, "0f9621dd0a1c")


class Today:
    """What the parameters of an export are made of."""

    today = date(2025, 11, 21)
    rules: Rules = DEFAULT

    def calendar(self, start: date, end: date) -> Calendar:
        assert start <= end
        return Calendar({}, frozenset())


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
