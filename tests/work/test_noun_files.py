"""What a cell of a file says: yes or no, a whole number, an exact decimal number, and nothing else."""

import pytest

from gridlog.core.nouns.intake import Field, File, headings_of, named, saved
from gridlog.errors import Usage
from gridlog.work.noun_files import files_of, flag_in, number_in

FILE = File(
    (Field("code", ("编号", "代码"), is_needed=True), Field("name")), ("code",), saved("x.saved", ("name",))
)


@pytest.mark.parametrize(
    ("text", "said"), [("是", True), ("√", True), ("１", True), ("Yes", True), ("否", False), ("0", False)]
)
def test_a_flag_is_yes_or_no_in_either_language(text: str, said: bool) -> None:
    assert flag_in("脱产", text) is said


@pytest.mark.parametrize("text", ["也许", "2", "是否", "on"])
def test_a_flag_takes_no_other_word(text: str) -> None:
    with pytest.raises(Usage, match="cell_flag"):
        flag_in("脱产", text)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("whole", "1,234", 1234),
        ("whole", "－５", -5),
        ("decimal", "77,880.50", "77880.50"),
        ("decimal", "０．１", "0.1"),
        ("decimal", "999999999999.999999", "999999999999.999999"),
    ],
)
def test_a_number_is_exact(kind: str, text: str, said: int | str) -> None:
    assert number_in("产值", kind, text) == said


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("whole", "1.5"),
        ("whole", "½"),
        ("decimal", "1e999"),
        ("decimal", "½"),
        ("decimal", "１２万"),
        ("decimal", "nan"),
        ("decimal", "1" * 13),
    ],
)
def test_a_cell_that_is_no_plain_number_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Usage, match="cell_number"):
        number_in("产值", kind, text)


def test_a_file_knows_every_heading_of_its_fields() -> None:
    assert headings_of(FILE) == {"code": "code", "编号": "code", "代码": "code", "name": "name"}
    assert named(FILE) == "编号 code"


def test_a_saved_line_says_what_differs_and_begins_a_row_without_a_word() -> None:
    assert list(FILE.changes(None, {})) == [("x.saved", {})]
    assert list(FILE.changes(None, {"name": "甲"})) == [("x.saved", {"name": "甲"})]
    assert list(FILE.changes(FILE.fields[0]._replace(key="k"), {})) == []


def test_a_noun_without_files_takes_none_in() -> None:
    assert files_of("visit") == {}
    assert files_of("colour") == {}
