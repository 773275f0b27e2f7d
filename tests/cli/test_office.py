"""`gridlog export --format xlsx`: workbooks that may be printed and handed in as they are."""

import csv
import io
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from gridlog.papers import xlsx
from tests.conftest import Run, _Stream
from tests.support.books import Book, book
from tests.support.ledgers import LEDGERS

HEADINGS = {**{what: names.split() for what, names in LEDGERS.items()}, "officers": []}
SHEETS = {"visits": "走访台账", "issues": "问题台账", "enterprises": "企业底册", "officers": "人员底册"}
DATES = {
    "visits": {"走访日期"},
    "issues": {"登记日期", "交办日期", "签收日期", "办结时限", "答复日期", "回访日期", "销号日期"},
    "enterprises": set(),
    "officers": set(),
}


@pytest.fixture
def told(small: Path, run: Run) -> Path:
    """Two visits, one of them with an awkward note and an issue that was closed."""
    for line in (
        "visit add E1 --by 张三 --with 李四 --phone 13900001234 --note '=1+1,\"急\"\n第二行' --issue=-断电 --on 2025-11-20",
        "visit add E4 --by 王五 --nothing --phone 12345",
    ):
        assert run(line).code == 0
    issue = run("issue list --format csv").out.splitlines()[1].split(",")[0]
    assert run(f"issue close {issue} --result solved --text 已修 --satisfaction 4 --by 李四").code == 0
    return small


@pytest.mark.parametrize("what", list(SHEETS))
def test_a_workbook_has_the_headings_and_words_of_the_ledger_for_excel(
    run: Run, told: Path, what: str
) -> None:
    assert told
    made = book(run(f"export {what} --format xlsx"))
    text = run(f"export {what} --excel").out.lstrip("\ufeff")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert made.sheet == SHEETS[what]
    assert made.rows[0] == head
    if HEADINGS[what]:
        assert head == HEADINGS[what]
    assert [[as_text(cell) for cell in row] for row in made.rows[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    english = book(run(f"export {what} --format xlsx", lang="en"))
    assert english.rows == made.rows


def as_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@pytest.mark.parametrize("what", list(SHEETS))
def test_dates_are_dates_numbers_numbers_and_codes_text(run: Run, told: Path, what: str) -> None:
    assert told
    made = book(run(f"export {what} --format xlsx"))
    for at, heading in enumerate(made.rows[0]):
        cells = [cell for cell in made.column(str(heading)) if cell != ""]
        if heading in DATES[what]:
            assert {type(cell) for cell in cells} <= {date}
            assert made.formats(at) <= {"yyyy-mm-dd"}
        elif heading in ("序号", "用时(工作日)", "重办次数"):
            assert {type(cell) for cell in cells} <= {float, int}
        elif heading == "录入时间":
            assert {type(cell) for cell in cells} == {datetime}
        else:
            assert {type(cell) for cell in cells} <= {str}
        if heading in ("走访编号", "统一社会信用代码", "联系电话", "企业编号", "人员编号", "网格编号"):
            assert made.formats(at) == {"@"}, heading


def test_nothing_that_looks_like_a_formula_a_link_or_a_number_becomes_one(run: Run, small: Path) -> None:
    assert small
    notes = (
        "=1+1",
        "{=1}",
        "http://example.org",
        "mailto:x@example.org",
        "007",
        "1e5",
        "+1",
        "＠x",
        "'=1",
        "<r>&</r>",
        "_x0041_",
        "]]>",
    )
    for note in notes:
        assert run(f"visit add E1 --by 张三 --on 2025-11-20 --yes --note {shlex.quote(note)}").code == 0
    made = book(run("export visits --format xlsx"))
    assert {str(note).removeprefix("''").strip() for note in made.column("生产经营情况")} == {
        note if note != "'=1" else "=1" for note in notes
    }
    assert "<f>" not in made.xml
    assert "<hyperlink" not in made.xml


def test_phones_are_masked_unless_unmask_is_asked_for(run: Run, told: Path) -> None:
    assert told
    assert set(book(run("export visits --format xlsx")).column("联系电话")) == {"139****1234", "****"}
    whole = book(run("export visits --format xlsx --unmask"))
    assert set(whole.column("联系电话")) == {"13900001234", "12345"}


def test_a_workbook_is_ready_for_the_printer(run: Run, told: Path) -> None:
    assert told
    assert run("config set zone_name A&B区").code == 0
    made = book(run("export visits --format xlsx --since 2025-11-01 --until 2025-11-30"))
    for wanted in (
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
        '<autoFilter ref="A1:AA3"/>',
        'paperSize="9"',
        'orientation="landscape"',
        'fitToHeight="0"',
        '<pageSetUpPr fitToPage="1"/>',
    ):
        assert wanted in made.xml, wanted
    assert "走访台账!$1:$1" in made.names.replace("'", "")
    assert header(made) == "&L2025-11-01 至 2025-11-30&C&14&BA＆B区走访台账"
    assert footer(made) == "&L服务走访，非行政检查&C第 &P 页，共 &N 页&R导出日期 2025-11-21"


def header(made: Book) -> str:
    return printed(made, "oddHeader")


def footer(made: Book) -> str:
    return printed(made, "oddFooter")


def printed(made: Book, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", made.xml)
    return found[1].replace("&amp;", "&") if found else ""


def test_a_demonstration_says_so_on_every_page(run: Run, told: Path) -> None:
    assert told
    assert run(f"config set zone_name {'很长的名称' * 30}").code == 0
    assert "演示数据" not in header(book(run("export issues --format xlsx")))
    assert run("config set demo 1").code == 0
    for what in SHEETS:
        made = book(run(f"export {what} --format xlsx"))
        assert header(made).endswith(f"{SHEETS[what]}【演示数据】")
        assert ("非行政检查" in footer(made)) is (what == "visits")


def test_columns_are_as_wide_as_their_words_and_no_wider_than_a_page_bears(run: Run, small: Path) -> None:
    assert small
    assert run(f"visit add E1 --by 张三 --note {'很长的一段话' * 80}").code == 0
    made = book(run("export visits --format xlsx"))
    widths = [float(one) for one in re.findall(r'<col min="\d+" max="\d+" width="([\d.]+)"', made.xml)]
    spans = re.findall(r'<col min="(\d+)" max="(\d+)"', made.xml)
    of = {
        heading: width
        for (low, high), width in zip(spans, widths, strict=True)
        for heading in made.rows[0][int(low) - 1 : int(high)]
    }
    assert of["统一社会信用代码"] >= 19
    assert of["走访日期"] >= 11
    assert of["企业名称"] >= 16
    assert 24 <= of["生产经营情况"] <= 32
    assert of["用工情况"] <= 8
    (height,) = re.findall(r'<row r="2"[^>]* ht="([\d.]+)"', made.xml)
    assert 408 < float(height) <= 409  # as high as a row may be


def test_rows_of_several_lines_have_room_for_them_and_are_forgotten_at_once(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small
    held: list[int] = []
    write = xlsx._Sheet._forget

    def watched(sheet: xlsx._Sheet, at: int) -> None:
        write(sheet, at)
        held.append(len(sheet.sheet.row_info))

    monkeypatch.setattr(xlsx._Sheet, "_forget", watched)
    for day in range(3, 21):
        assert run(f"visit add E1 --by 张三 --on 2025-11-{day:02} --reason x --note '一\n二\n三'").code == 0
    made = book(run("export visits --format xlsx"))
    assert re.findall(r'<row r="(\d+)"[^>]* ht="45"', made.xml) == [str(at) for at in range(2, 20)]
    assert max(held) <= 2


def test_an_empty_ledger_is_a_sheet_with_headings(run: Run) -> None:
    assert run("init").code == 0
    for what in SHEETS:
        made = book(run(f"export {what} --format xlsx"))
        assert len(made.rows) == 1
        assert "<autoFilter" in made.xml


def test_the_same_ledger_is_the_same_bytes(run: Run, told: Path) -> None:
    assert told
    assert run("export visits --format xlsx").raw == run("export visits --format xlsx").raw


def test_a_workbook_in_a_file_is_the_workbook_of_a_pipe(run: Run, told: Path) -> None:
    path = told / "台账.xlsx"
    ran = run(f"export visits --format xlsx --output {shlex.quote(path.as_posix())}")
    assert (ran.code, ran.out, ran.err) == (0, "", f"已写入 {path}\n")
    assert path.read_bytes() == run("export visits --format xlsx --output -").raw
    assert not list(told.glob(".~*"))


def test_a_file_that_is_called_a_workbook_is_one(run: Run, told: Path) -> None:
    for name, options in (("a.xlsx", ""), ("b.XLSX", ""), ("c.csv", "--format xlsx")):
        assert run(f"export visits --output {told / name} {options}").code == 0
        assert (told / name).read_bytes() == run("export visits --format xlsx").raw
    for name, options in (
        ("d.xlsx", "--format csv"),
        ("d.xls", ""),
        ("d.pdf", ""),
        ("d.docx", ""),
        ("d.html", ""),
    ):
        assert run(f"export visits --output {told / name} {options}").code == 2
        assert not (told / name).exists()


def test_a_workbook_is_never_poured_over_a_terminal(
    run: Run, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Stream, "isatty", lambda _: True)
    refused = run("export visits --format xlsx")
    assert (refused.code, refused.out) == (2, "")
    assert "--output" in refused.err
    assert run(f"export visits --format xlsx --output {told / 'a.xlsx'}").code == 0
    assert run("export visits --format xlsx --output -").raw.startswith(b"PK")


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(
    run: Run, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = told / "a.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 3)
    assert run(f"export visits --format xlsx --output {target}").code == 0
    target.write_bytes(b"old")
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 2)
    refused = run(f"export visits --format xlsx --output {target}")
    assert (refused.code, refused.out) == (4, "")
    assert "有 2 行" in refused.err
    assert target.read_bytes() == b"old"
    assert run(f"export visits --format xlsx --output {target} --since 2025-11-21").code == 0


def test_a_cell_too_long_for_excel_is_cut_and_said_to_be(run: Run, small: Path) -> None:
    assert small
    (small / "long.txt").write_text("😀" * 20_000, encoding="utf-8")
    assert run(f"visit add E1 --by 张三 --note @{small / 'long.txt'}").code == 0
    ran = run("export visits --format xlsx")
    (note,) = book(ran).column("生产经营情况")
    assert str(note) == "😀" * 16_383 + "…"
    assert "1 个单元格" in ran.err


def test_a_date_before_excels_calendar_stays_readable(run: Run, small: Path, tmp_path: Path) -> None:
    assert small
    assert run("visit add E1 --by 张三 --nothing").code == 0
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        database.execute("UPDATE visits SET visited_on = '1899-12-31'")
        database.commit()
    assert book(run("export visits --format xlsx")).column("走访日期") == ["1899-12-31"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_leaves_the_old_workbook_whole_and_nothing_behind(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    target = told / "a.xlsx"
    target.write_bytes(b"old")
    for limit in (100, 3000, 6000):
        ran = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import resource, sys; sys.dont_write_bytecode = True; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
                "from gridlog.cli.shell.app import main; sys.exit(main(sys.argv[1:]))",
                *("export", "visits", "--format", "xlsx", "--output", str(target)),
            ],
            capture_output=True,
            encoding="utf-8",
        )
        assert (ran.returncode, ran.stdout) == (4, ""), ran.stderr
        assert ran.stderr.startswith(f"错误：写不了 {target}")
        assert target.read_bytes() == b"old"
        assert not list(told.glob(".~*"))
        assert not list((tmp_path / "temporary").iterdir())


QUICK = [
    "export visits", "export visits --excel", "export officers --json", "visit list", "report week --json",
    "visit add E1 --by 张三 --nothing --yes", "history --json", "export --help",
]  # fmt: skip


@pytest.mark.usefixtures("told")
def test_only_the_writing_of_a_workbook_loads_its_library() -> None:
    script = (
        "import shlex, sys\nfrom gridlog.cli.shell.app import main\n"
        "for line in sys.argv[1:]:\n    assert main(shlex.split(line)) == 0, line\n"
        "sys.stderr.write('loaded ' + ' '.join({'xlsxwriter', 'python_calamine'} & set(sys.modules)))\n"
    )

    def loaded(*lines: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *lines], capture_output=True, timeout=60, check=True
        )
        return done.stderr.decode().splitlines()[-1]

    assert loaded(*QUICK) == "loaded "
    assert loaded("export visits --format xlsx") == "loaded xlsxwriter"


@pytest.mark.skipif(sys.platform == "win32", reason="the pipe is one of a POSIX shell")
def test_a_workbook_breaks_off_with_the_pipe_it_is_written_to(told: Path) -> None:
    assert told
    shell = shutil.which("sh")
    assert shell
    done = subprocess.run(
        [shell, "-c", f"{shlex.quote(sys.executable)} -m gridlog export visits --format xlsx | head -c 4"],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"PK\x03\x04", b"")
