"""Documents as they are printed and handed in: type, tables, marks, and cells that a spreadsheet can sum."""

import io
from zipfile import ZipFile

import pytest

from tests.conftest import Run, objects
from tests.forms import sheets

REPORTS = (
    "day 2025-11-19",
    "week 2025-W45",
    "month 2025-10",
    "coverage",
    "issues",
    "issues --by category",
    "trend --by block",
)


# --- workbooks


@pytest.mark.usefixtures("play")
@pytest.mark.parametrize("report", REPORTS)
def test_every_number_of_a_report_is_a_number_in_its_workbook(run: Run, report: str) -> None:
    made = sheets(run(f"report {report} --format xlsx"))
    tables = [rows for name, rows in made.items() if name != "正文"]
    assert tables
    for rows in tables:
        for row in rows:
            for cell in row:
                text = str(cell).strip().lstrip("+-").rstrip("%")
                assert not (isinstance(cell, str) and text.replace(".", "", 1).isdigit()), (row, cell)


@pytest.mark.usefixtures("play")
def test_a_change_in_points_is_a_number_of_points_with_its_sign(run: Run) -> None:
    done = run("report trend --by block --format xlsx")
    (rows,) = [rows for name, rows in sheets(done).items() if name != "正文"]
    head = next(row for row in rows if "覆盖率" in row)
    at = head.index("比上周(百分点)")
    points = [row[at] for row in rows[rows.index(head) + 1 :]]
    told = [one["coverage_change"] for one in objects(run("report trend --by block --json"))]
    wanted = [round(100 * one) for one in told if isinstance(one, float)]
    assert len(wanted) > 20
    assert [one for one in points if isinstance(one, float | int)] == wanted
    with ZipFile(io.BytesIO(done.raw)) as parts:
        assert 'formatCode="+0;-0;0"' in parts.read("xl/styles.xml").decode()
