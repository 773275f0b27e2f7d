"""Tables at a terminal: nothing is cut, no line is wider than the terminal, and they lie as rich lays them out."""

import io
import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gridlog.cli.shell.output import paint
from gridlog.ledgers.columns import Column
from gridlog.ledgers.ruled import cells, fold, ruled_lines
from gridlog.ledgers.terminal import NEVER_FIRST, TEXT_WIDTH, folded, table_text
from gridlog.machine import windows

WORD = st.text("abcdefg12—走访企业订单，。（）", min_size=1, max_size=12)
TEXT = st.lists(WORD, max_size=8).map(" ".join)
ROW = st.tuples(st.text("E0123", max_size=6), TEXT, st.integers(0, 10**6).map(str), TEXT)
LEASTS = (0, TEXT_WIDTH, 0, TEXT_WIDTH)
HEADINGS = ("编号", "内容", "count", "企业")


def drawn(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The lines of a table with two short and two long columns, without marks."""
    plain = [[""] * len(HEADINGS)] * (len(rows) + 1)
    lines = ruled_lines(HEADINGS, rows, width, (False, False, True, False), LEASTS, plain)
    return [line.rstrip() for line in lines]


def by_rich(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The same table as rich draws it."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading, least, is_number in zip(HEADINGS, LEASTS, (False, False, True, False), strict=True):
        table.add_column(
            Text(heading),
            justify="right" if is_number else "left",
            no_wrap=not least,
            overflow="fold",
            min_width=least or None,
        )
    for row in rows:
        table.add_row(*map(Text, row))
    target = io.StringIO()
    Console(file=target, width=width, color_system=None, legacy_windows=False).print(table, highlight=False)
    return [line.rstrip() for line in target.getvalue().splitlines()]


@given(st.lists(ROW, max_size=6))
def test_a_table_with_room_lies_as_rich_lays_it_out(rows: list[tuple[str, ...]]) -> None:
    assert drawn(rows, 400) == by_rich(rows, 400)


@given(st.lists(ROW, min_size=1, max_size=6), st.integers(60, 140))
@example([("E1", "订单排到月底 " * 9, "12", "禾木家居有限公司")], 60)
def test_a_narrow_table_is_no_wider_than_the_terminal_and_holds_every_character(
    rows: list[tuple[str, ...]], width: int
) -> None:
    lines = drawn(rows, width)
    assert max(map(cells, lines)) <= width
    assert sorted("".join("".join(lines[2:]).split())) == sorted("".join("".join(map("".join, rows)).split()))


@given(TEXT, st.integers(2, 30))
@example("a" * 30, 10)
@example("走访" * 10, 5)
@example("abc defghijk lm", 8)
def test_a_folded_text_keeps_its_words_where_a_line_holds_them(text: str, width: int) -> None:
    lines = fold(text, width)
    assert max(map(cells, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())
    if all(cells(word) <= width for word in text.split()):
        assert " ".join(lines).split() == text.split()


def by_hand(text: str, width: int) -> list[str]:
    """The lines of a text, each as long as can be, found by trying every length."""
    lines = []
    while cells(text) > width:
        fits = next(at for at in range(len(text), 0, -1) if cells(text[:at]) <= width or at == 1)
        blank = text.rfind(" ", 1, fits + 1)
        at = blank if blank > fits // 2 else fits - (fits > 1 and text[fits] in NEVER_FIRST)
        lines.append(text[:at])
        text = text[at:].lstrip()
    return [*lines, text] if text else lines


@given(TEXT, st.integers(2, 30))
def test_a_line_below_a_table_is_folded_where_its_width_ends(text: str, width: int) -> None:
    assert folded(text, width) == by_hand(text, width)


def test_a_long_line_is_measured_once() -> None:
    """A foot that names 2,000 enterprises was measured for half a minute."""
    text = "、".join(f"演示座椅{n:04}科技({n})" for n in range(2000))
    begun = time.process_time()
    assert "".join(folded(text, 80)) == text
    assert time.process_time() - begun < 1


def test_one_blank_parts_the_columns_where_two_would_cut_them() -> None:
    row = ("E0001", "一二三四五六七八", "123456", "一二三四五六七八")
    wide = 5 + 16 + 6 + 16
    assert drawn([row], wide + 6)[2] == "  ".join(row)
    assert drawn([row], wide + 5)[2] == " ".join(row)
    assert drawn([row], wide + 3)[2] == " ".join(row)


LIGHT = Column("light", "督办灯", "light", words="light")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm"}, "\x1b[1;31m"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "\x1b[1m"),
        ({"TERM": "dumb"}, ""),
        ({"TERM": "unknown"}, ""),
    ],
)
def test_a_light_has_its_colour_unless_a_person_or_a_terminal_wants_none(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    head, _, row = table_text([LIGHT], [["red"]], "zh", 80, paint=paint()).splitlines()
    assert row.startswith(f"{expected}● ")
    assert head.startswith("\x1b[1m" if expected else "督办灯")


def test_an_old_console_of_windows_gets_no_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "IS_WINDOWS", True)
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.delenv("WT_SESSION", raising=False)
    assert paint() == ""
