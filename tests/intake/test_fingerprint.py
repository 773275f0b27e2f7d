"""What a row of a file is known by, frozen: a file that was imported by any version before is still known.

The numbers are what each version of the program computed. They may never change.
"""

import shlex
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from gridlog.intake import marks, visits
from gridlog.intake.lines import Line
from gridlog.intake.marks import fingerprint, marks_before
from gridlog.work import take_in
from tests.conftest import Run, sql

BARE = {"date": "2025-11-20", "enterprise": "E1", "officer": "P1", "note": "好"}
FULL = {
    "date": "2025-11-20",
    "enterprise": "禾木家居有限公司",
    "officer": "张三",
    "participants": "李四、王五",
    "method": "实地走访",
    "kind": "demand",
    "contact": "周某",
    "title": "经理",
    "phone": "13900001234",
    "note": "订单足",
    "recorded_at": "2025-11-20T18:00:00+08:00",
    "enterprise_code": "E1",
    "officer_code": "P1",
    "raised": "无诉求",
}
ID = {**BARE, "id": "0123456789ABCDEFGHJKMNPQRS"}
MORE = {**BARE, "staffing": "缺三人", "advice": "多来"}
TIMED = {**BARE, "time": "15:30"}


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (BARE, 388383928085086937),
        (FULL, 288138298851965097),
        (ID, 8285173017746893510),
        (MORE, 6311987480368669884),
        (TIMED, 2818405889322888893),
        ({**BARE, "time": ""}, 388383928085086937),
        ({**BARE, "staffing": "", "handled": "", "advice": ""}, 388383928085086937),
        ({**BARE, "remark": "x", "reason": "y", "void": "0"}, 388383928085086937),
    ],
    ids=["bare", "full", "id", "more", "timed", "no time", "nothing more", "what is no part of it"],
)
def test_a_row_is_known_by_the_number_it_always_had(cells: Mapping[str, str], mark: int) -> None:
    assert fingerprint(Line(2, cells)) == mark


@pytest.mark.parametrize(
    ("cells", "rules", "first"),
    [
        (BARE, (), (7451851142085082337, 8794600212491581820)),
        (FULL, (), (6064362839818370201, 2903382822381025764)),
        (ID, (), (7451851142085082337, 8794600212491581820)),
        (MORE, (388383928085086937,), (7451851142085082337, 8794600212491581820)),
        (TIMED, (388383928085086937,), (7451851142085082337, 8794600212491581820)),
    ],
    ids=["bare", "full", "id", "more", "timed"],
)
def test_a_row_had_these_numbers_under_the_rules_before(
    cells: Mapping[str, str], rules: tuple[int, ...], first: tuple[int, int]
) -> None:
    assert marks_before(Line(2, cells), True)[:2] == (rules, first)
    assert marks_before(Line(2, cells), False)[:2] == (rules, ())


# --- imported by an older version, then by this one

CELLS = (
    *("date", "enterprise", "officer", "participants", "method", "kind", "contact", "title", "phone"),
    *("note", "recorded_at", "enterprise_code", "officer_code", "raised", "id"),
)


def joined(line: Line, count: int) -> str:
    return "\x1f".join(line.cells.get(key, "") for key in CELLS[:count])


def number(said: str) -> int:
    return int.from_bytes(sha256(said.encode()).digest()[:8], "big") >> 1


def very_first(line: Line) -> int:
    return number(joined(line, 11) + "\x1f".join(line.cells.get(key, "") for key in CELLS[11:14]))


def without_id(line: Line) -> int:
    return number(joined(line, 14))


def with_id(line: Line) -> int:
    return number(joined(line, 15))


OLDER = {"very first": very_first, "without id": without_id, "with id": with_id}
PLAIN = "走访日期,走访时间,企业名称,走访人员,生产经营情况,用工情况\n"


def put(tmp_path: Path, rows: str) -> str:
    path = tmp_path / "visits.csv"
    path.write_text(PLAIN + rows, encoding="utf-8")
    return shlex.quote(path.as_posix())


def imported_then(run: Run, path: str, rule: Callable[[Line], int]) -> None:
    """The file as a version with another rule imported it, which read no times either."""
    headings = {name: key for name, key in visits.HEADINGS.items() if key != "time"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(marks, "fingerprint", rule)
        patched.setattr(visits, "HEADINGS", headings)
        assert run(f"visit import {path}").code == 0


@pytest.mark.parametrize("rule", OLDER.values(), ids=OLDER.keys())
@pytest.mark.parametrize("long", [0, 1 << 40], ids=["two processes", "one"])
@pytest.mark.usefixtures("small")
def test_a_file_that_an_older_version_imported_is_known(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Callable[[Line], int], long: int
) -> None:
    rows = "".join(f"2025-11-20,,E{1 + at % 4},P1,第{at}次,\n" for at in range(1700))
    path = put(tmp_path, rows)
    imported_then(run, path, rule)
    monkeypatch.setattr(take_in, "LONG", long)
    again = run(f"visit import {path}")
    assert (again.code, again.out) == (0, "导入 0 条走访，跳过已有 1700 条，有误 0 条\n"), again.err
    more = put(tmp_path, rows + "2025-11-20,,E1,P1,新的一次,\n")
    assert run(f"visit import {more}").out == "导入 1 条走访，跳过已有 1700 条，有误 0 条\n"


@pytest.mark.usefixtures("small")
def test_a_file_with_times_that_were_not_read_is_known(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "2025-11-20,15:30,E1,P1,好,\n2025-11-20,9:00,E2,P1,好,缺三人\n")
    imported_then(run, path, fingerprint)
    assert run(f"visit import {path}").out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n"
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(2,)]


@pytest.mark.usefixtures("small")
def test_of_rows_that_an_older_version_took_for_one_the_others_are_taken_now(
    run: Run, tmp_path: Path
) -> None:
    path = put(tmp_path, "2025-11-20,,E1,P1,好,缺三人\n2025-11-20,,E1,P1,好,缺五人\n")
    imported_then(run, path, with_id)
    assert sql(tmp_path, "SELECT note FROM visits") == [("好；用工：缺三人",)]
    assert run(f"visit import {path}").out == "导入 1 条走访，跳过已有 1 条，有误 0 条\n"
    assert run(f"visit import {path}").out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n"


@pytest.mark.usefixtures("small")
def test_two_visits_of_one_day_are_told_apart_by_their_time(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "2025-11-20,9:00,E1,P1,好,\n2025-11-20,15:30,E1,P1,好,\n")
    assert run(f"visit import {path}").out == "导入 2 条走访，跳过已有 0 条，有误 0 条\n"
    assert run(f"visit import {path}").out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n"
