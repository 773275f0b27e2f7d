"""What a cell of a file says: yes or no, and nothing else; what a file knows."""

import pytest

from gridlog.core.nouns.intake import Field, File, headings_of, named, saved
from gridlog.errors import Usage
from gridlog.work.noun_files import files_of, flag_in

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
