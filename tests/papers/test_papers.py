"""Every form of a report says the same, opens anywhere, and what people wrote in it stays text."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

import pytest

from gridlog.core.event import Json
from tests.conftest import Ran, Run
from tests.support import zones
from tests.support.read_back import agree, of_docx, of_html, of_markdown, page, printable, sheets
from tests.support.zones import BEFORE, BLOCK, TREE_FACTS, Fact, Zone, late_on

REPORTS = (
    "day 2025-11-19",
    "week 2025-W46",
    "month 2025-11",
    "coverage --on 2025-11-09",
    "issues",
    "issues --by category",
    "trend this --weeks 3 --by block",
)
HOSTILE = (
    "<script>alert(1)</script>",
    "\"&'><b>",
    "{{7*7}}{% raw %}",
    '=HYPERLINK("http://example.org","点")',
    "a\u202eb\u200fc",
    "d\x07e\x1b[31mf\x9b2Jg",
    "甲|乙\\*c*`d`[e](f)",
    "<r>h</r>",
)


def visit(
    n: int, day: date, enterprise: str, people: str, method: str = "onsite", late: bool = False
) -> Fact:
    """A visit of an enterprise in A-1, or B-1 for E4."""
    lead, *others = people.split()
    grid = "B-1" if enterprise == "E4" else "A-1"
    data: dict[str, Json] = {"on": day.isoformat(), "enterprise": enterprise, "officer": lead, "participants": others,
                             "method": method, "kind": "routine", "note": "x", "grid": grid, "block": BLOCK[grid],
                             "late": late}  # fmt: skip
    return Fact(late_on(day, 0, n), "visit.logged", f"visit {n}", data)


def raised(n: int, day: date, enterprise: str, text: str, **more: Json) -> Fact:
    """An issue of an enterprise."""
    grid = "B-1" if enterprise == "E4" else "A-1"
    data: dict[str, Json] = {"on": day.isoformat(), "enterprise": enterprise, "officer": "P1", "text": text,
                             "block": BLOCK[grid], "grid": grid, "category": "POWER", "grade": "general",
                             "source": "visit", "due": "2025-11-19"}  # fmt: skip
    return Fact(late_on(day, 0, n), "issue.raised", f"issue {n}", data | more)


def stepped(n: int, at: datetime, kind: str, **data: Json) -> Fact:
    """One more step of an issue."""
    return Fact(at, f"issue.{kind}", f"issue {n}", {"on": at.date().isoformat(), **data}, "P1")


def busy(names: tuple[str, ...]) -> list[Fact]:
    """A month of everything, its enterprises, officers, blocks and handlers named as told."""
    told = [
        fact._replace(data={**fact.data, "name": names[at % len(names)]})
        for at, fact in enumerate(TREE_FACTS)
    ]
    for at, (code, grid) in enumerate({"P1": "A-1", "P2": "A-2", "P3": "B-1"}.items()):
        about, name = f"officer/{code}", names[(at + 1) % len(names)]
        told.append(Fact(BEFORE, "officer.saved", about, {"name": name, "role": "officer", "quota": 2}))
        told.append(Fact(BEFORE, "officer.assigned", about, {"grid": grid, "from": "0001-01-01"}))
    for at in range(len(names)):
        about = f"enterprise/E{at + 1}"
        told.append(Fact(BEFORE, "enterprise.saved", about, {"name": names[at], "key": at % 2 == 0}))
        told.append(
            Fact(
                BEFORE, "enterprise.moved", about, {"grid": "B-1" if at == 3 else "A-1", "from": "0001-01-01"}
            )
        )
    first = date(2025, 11, 11)
    told += [visit(at, date(2025, 11, 10 + at), f"E{at + 1}", "P1") for at in range(len(names))]
    told += [visit(20 + at, first, "E1", who) for at, who in enumerate(("P2", "P3", "P1 P2"))]
    told += [visit(30 + at, first, "E4", who) for at, who in enumerate(("P1", "P2", "P3"))]
    told += [visit(35 + at, first, "E6", who) for at, who in enumerate(("P1", "P2", "P3"))]
    told += [
        visit(40, date(2025, 11, 19), "E4", "P3", "phone"),
        visit(41, date(2025, 10, 28), "E2", "P3", late=True),
    ]
    told += [raised(at, first, f"E{at + 1}", names[at]) for at in range(len(names))]
    told.append(raised(50, first, "E4", "x", due="2025-11-12", category="LABOR"))
    told.append(raised(51, first, "E4", "x", grade="longterm", category="TAX"))
    late, then = late_on(date(2025, 11, 13), 0), late_on(date(2025, 11, 14), 0)
    told.append(stepped(0, late, "assigned", handler=names[7 % len(names)]))
    for n, score in ((1, 5), (2, 1), (50, 4)):
        told.append(stepped(n, late, "answered", result="solved", text="好"))
        told.append(stepped(n, then, "revisited", by="", by_handler=False, satisfaction=score))
        told.append(stepped(n, then, "closed", workdays=1))
    return sorted(told, key=lambda one: one.at)


def setting(key: str, value: str) -> Fact:
    """A rule of the zone."""
    return Fact(BEFORE, "setting.set", f"setting/{key}", {"value": value})


PLAIN = tuple(f"名字{letter}" for letter in "甲乙丙丁戊己庚辛")


@cache
def _image(zone_name: str, names: tuple[str, ...], is_demo: bool = False) -> bytes:
    """The database of a busy zone, made once."""
    rules = [setting("zone_name", zone_name), *[setting("demo", "1")] * is_demo]
    return Zone([*rules, *busy(names)]).connection.serialize()


def put_busy(zone_name: str, names: tuple[str, ...], is_demo: bool = False) -> None:
    """Make a busy zone the file that commands open."""
    zones.path().write_bytes(_image(zone_name, names, is_demo))


@pytest.fixture
def plain() -> None:
    """A zone with ordinary names."""
    put_busy("试验区", PLAIN)


@pytest.fixture
def hostile() -> None:
    """The same zone under the worst names."""
    put_busy(HOSTILE[0], HOSTILE)


# --- what each form says


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("zone", ["plain", "hostile"])
def test_every_document_says_the_same(
    run: Run, request: pytest.FixtureRequest, zone: str, report: str, language: str
) -> None:
    request.getfixturevalue(zone)
    line = f"report {report} --format"
    shown = of_html(run(f"{line} html", lang=language))
    assert of_docx(run(f"{line} docx", lang=language)) == shown
    if report.startswith("month"):
        assert of_markdown(run(f"{line} md", lang=language)) == shown
    first, *rest = sheets(run(f"{line} xlsx", lang=language)).items()
    tables = [rows for _, rows in ([first, *rest] if first[0] not in ("正文", "summary") else rest)]
    assert len(tables) == len(shown.tables)
    for table, told in zip(tables, shown.tables, strict=True):
        (head,) = (at for at, row in enumerate(table) if [*map(str, row)] == told[0])
        agree(told, table[head : head + len(told)])
        around = [*table[:head], *table[head + len(told) :]]
        lines = [printable(str(row[0])) for row in around if row[0] != ""]
        assert [line for line in lines if line in shown.lines] == lines
    if first[0] in ("正文", "summary"):
        text = [printable(str(row[0])) for row in first[1]]
        assert [one for one in shown.lines if one in text] == text
        chat = [printable(one) for one in run(f"{line} text", lang=language).out.splitlines()]
        if report.startswith("month"):
            assert chat == text


# --- what programs read, and what people read of it


def script(run: Run, line: str) -> list[dict[str, str]]:
    """The rows as CSV has them, after JSON and lines of JSON said the same."""
    found = json.loads(run(f"{line} --format json").out)
    assert [json.loads(one) for one in run(f"{line} --format ndjson").out.splitlines()] == found
    told = list(csv.DictReader(io.StringIO(run(f"{line} --format csv").out, newline="")))
    assert len(told) == len(found)
    for row, values in zip(told, found, strict=True):
        assert list(row) == list(values)
        for key, value in values.items():
            text = "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
            assert row[key] == text, key
    return told


WORDS = {
    "met": "达标",
    "short": "差",
    "exempt": "免考核",
    "POWER": "用电保障",
    "LABOR": "用工招聘",
    "TAX": "财税费用",
}


NEVER = {"last_visit": "从未走访", "days_since": "—"}


def spoken(key: str, value: str) -> str:
    """A value of the script dialect as people read it in Chinese."""
    if key.endswith(("coverage", "_rate")):
        return f"{float(value):.0%}" if value else "—"
    if key == "coverage_change":
        return (f"{round(100 * float(value)):+d}" if float(value) else "0") if value else "—"
    if key.endswith("_change"):
        return (f"{int(value):+d}" if int(value) else "0") if value else "—"
    if not value and key in NEVER:
        return NEVER[key]
    return WORDS.get(value, value) if key in ("status", "category") else value


LEVELS = ("officer", "grid", "block", "zone")
BY_LEVEL = [f"{report} --by {level}" for report in REPORTS[:3] for level in LEVELS]


@pytest.mark.parametrize("report", [*BY_LEVEL, *REPORTS[3:]])
@pytest.mark.parametrize("zone", ["plain", "hostile"])
def test_what_people_read_is_what_programs_read(
    run: Run, request: pytest.FixtureRequest, zone: str, report: str
) -> None:
    request.getfixturevalue(zone)
    told = script(run, f"report {report}")
    raw = run(f"report {report} --excel").raw
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert raw.count(b"\r\n") >= len(rows) + 1
    for row, values in zip(rows, told, strict=True):
        for cell, (key, value) in zip(row, values.items(), strict=True):
            assert (
                cell.startswith("'")
                or not cell.startswith(("=", "-", "@", "\t"))
                or cell.lstrip("-").isdigit()
            )
            assert cell.removeprefix("'") == spoken(key, value).removeprefix("'"), key
    if report.startswith("month"):
        return  # its Markdown is the whole bulletin
    (table,) = of_markdown(run(f"report {report} --format md")).tables
    keys = list(zip(head, told[0], strict=True))
    for row, values in zip(table[1:], told, strict=True):
        left = list(keys)
        for heading, cell in zip(table[0], row, strict=True):
            while left[0][0] != heading:
                left.pop(0)
            key = left.pop(0)[1]
            assert cell == printable(spoken(key, values[key])) or (key == "handler" and not values[key]), key


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(
    ("report", "at"), [("week 2025-W46", 0), ("month 2025-11", 0), ("day 2025-11-19", 0)]
)
def test_the_blocks_on_paper_are_the_blocks_of_the_script_dialect(run: Run, report: str, at: int) -> None:
    head, *rows = of_html(run(f"report {report} --format html")).tables[at]
    names = {"": "—"} | {str(fact.about)[5:]: PLAIN[n % len(PLAIN)] for n, fact in enumerate(TREE_FACTS)}
    excel = csv.reader(
        io.StringIO(run(f"report {report} --by block --excel").raw.decode("utf-8-sig"), newline="")
    )
    told = script(run, f"report {report} --by block")
    keys = dict(zip(next(excel), told[0], strict=True))
    if len(rows) > len(told):
        told += [{"block": "合计"} | row for row in script(run, f"report {report} --by zone")]
    shared = [heading for heading in head if heading in keys]
    assert len(shared) >= 8
    for row, values in zip(rows, told, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert cells["板块"] == names.get(values["block"], values["block"])
        for heading in shared[1:]:
            assert cells[heading] == spoken(keys[heading], values[keys[heading]]), heading


# --- safe to open


@pytest.mark.parametrize("report", REPORTS)
def test_html_loads_nothing_and_runs_nothing(run: Run, hostile: None, report: str) -> None:
    assert hostile is None
    done = run(f"report {report} --format html")
    read = page(done)
    assert len(set(read.ids)) == len(read.ids)
    tags = {tag for tag, _ in read.seen}
    assert not tags & {"script", "link", "iframe", "img", "object", "embed", "base", "form", "a", "b", "r"}
    for _, attributes in read.seen:
        assert not [
            key
            for key in attributes
            if key.startswith("on") or key in ("src", "href", "srcset", "xlink:href")
        ]
    assert not re.search(r"@import|url\(|expression", read.styles)
    assert "{{7*7}}{% raw %}" in done.out or report.startswith(("trend", "issues"))
    assert not [char for char in done.out if char < " " and char not in "\n\t"]


@pytest.mark.parametrize("report", REPORTS)
def test_a_workbook_has_no_formula_and_no_link(run: Run, hostile: None, report: str) -> None:
    assert hostile is None
    done = run(f"report {report} --format xlsx")
    with ZipFile(io.BytesIO(done.raw)) as parts:
        xml = {
            name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))
        }
    for name, text in xml.items():
        assert not re.search(r"<f>|<f |<hyperlink|<script|<externalReference", text), name
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in text
    cells = [cell for rows in sheets(done).values() for row in rows for cell in row]
    if report.startswith(("week", "coverage")):
        assert any(HOSTILE[3] in str(cell) for cell in cells)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("form", ["table", "md", "text"])
def test_text_for_people_has_no_mark_that_moves_a_cursor_or_turns_a_line(
    run: Run, hostile: None, report: str, form: str
) -> None:
    assert hostile is None
    done = run(f"report {report} --format {form}")
    assert not [char for char in done.out + done.err if not char.isprintable() and char != "\n"]
    if form == "md":
        assert not re.search(r"(?<!\\)<(script|b|r)>", done.out)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("name", ["\ufffe甲", "乙\uffff"])
@pytest.mark.parametrize("form", ["html", "xlsx", "docx", "md"])
def test_a_character_that_xml_forbids_spoils_no_document(run: Run, name: str, form: str) -> None:
    put_busy(name, (name, *PLAIN[1:]))
    for report in ("month 2025-11", "coverage --on 2025-11-09"):
        done = run(f"report {report} --format {form}")
        {"html": of_html, "docx": of_docx, "md": of_markdown, "xlsx": sheets}[form](done)
        if form in ("xlsx", "docx"):
            with ZipFile(io.BytesIO(done.raw)) as parts:
                for part in parts.namelist():
                    if part.endswith((".xml", ".rels")):
                        expat.ParserCreate().Parse(parts.read(part), True)


# --- which file, which library


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("name", ["a.docx", "b.xlsx", "c.html", "D.XLSX"])
def test_the_ending_of_the_file_picks_the_form(run: Run, tmp_path: Path, report: str, name: str) -> None:
    path = tmp_path / name
    done = run(f"report {report} -o {shlex.quote(path.as_posix())}")
    assert (done.code, done.out) == (0, "")
    ending = path.suffix[1:].lower()
    made = Ran(0, "", "", path.read_bytes())
    same = run(f"report {report} --format {ending}")
    read = {"docx": of_docx, "xlsx": sheets, "html": of_html}[ending]
    assert read(made) == read(same)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("name", ["a.csv", "b.json", "c.ndjson", "d.md", "E.CSV"])
@pytest.mark.parametrize(
    "asked", ["report week", "visit list", "enterprise list", "issue list", "export visits"]
)
def test_the_ending_of_the_file_picks_the_form_of_data_too(
    run: Run, tmp_path: Path, asked: str, name: str
) -> None:
    path = tmp_path / name
    assert run(f"{asked} -o {shlex.quote(path.as_posix())}").code == 0
    assert path.read_bytes() == run(f"{asked} --format {path.suffix[1:].lower()}").raw
    assert run(f"{asked} --format ndjson -o {shlex.quote(path.as_posix())}").code == 0
    assert path.read_bytes() == run(f"{asked} --format ndjson").raw


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("ending", ["pdf", "ods", "et", "XLS", "doc"])
@pytest.mark.parametrize("asked", ["report week", "visit list", "export visits"])
def test_a_file_that_nobody_here_can_write_is_refused(
    run: Run, tmp_path: Path, asked: str, ending: str
) -> None:
    done = run(f"{asked} -o {shlex.quote((tmp_path / f'a.{ending}').as_posix())}")
    assert (done.code, list(tmp_path.glob("a.*"))) == (2, [])
    assert "结尾与内容不符" in done.err
    known = {
        "report week": ".html .htm .docx .xlsx .csv",
        "visit list": "：.csv",
        "export visits": "：.xlsx .csv",
    }
    assert known[asked] in done.err


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_workbook_or_a_letter_is_not_poured_over_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, report: str, form: str
) -> None:
    monkeypatch.setattr("tests.conftest._Stream.isatty", lambda _: True, raising=False)
    done = run(f"report {report} --format {form}")
    assert (done.code, done.raw) == (2, b"")
    assert done.err


WRITERS = {
    "csv json ndjson table md text": set(),
    "html": {"jinja2"},
    "xlsx": {"xlsxwriter"},
    "docx": {"docx"},
}
LOADED = (
    "import shlex, sys\nfrom gridlog.cli.shell.app import main\n"
    "codes = {main(shlex.split(line)) for line in sys.argv[1:]}\n"
    "found = {'rich', 'jinja2', 'xlsxwriter', 'docx'} & set(sys.modules)\n"
    "sys.stderr.write('\\nloaded ' + ' '.join(sorted(found)))\nsys.exit(max(codes))\n"
)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("forms", list(WRITERS))
def test_a_library_is_loaded_only_by_the_writer_that_needs_it(forms: str) -> None:
    lines = [f"report {report} --format {form}" for report in REPORTS for form in forms.split()]
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *lines],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stderr.decode().rpartition("loaded ")[2].split()) == WRITERS[forms]


# --- a demo says so


def all_text(done: Ran, form: str) -> Iterator[str]:
    """Everything a document shows."""
    if form == "xlsx":
        for rows in sheets(done).values():
            yield from (str(cell) for row in rows for cell in row)
        with ZipFile(io.BytesIO(done.raw)) as parts:
            yield from (parts.read(one).decode() for one in parts.namelist() if "worksheets/sheet" in one)
    elif form == "docx":
        yield from of_docx(done).lines
    else:
        yield done.out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["html", "xlsx", "docx", "md", "text", "table"])
def test_every_page_of_made_up_data_says_so(run: Run, form: str, language: str) -> None:
    put_busy("试验区", PLAIN, is_demo=True)
    mark = "【演示数据】" if language == "zh" else "演示数据 demo data"
    for report in REPORTS:
        done = run(f"report {report} --format {form}", lang=language)
        assert any(mark in text for text in all_text(done, form)), report
        if form == "xlsx":
            with ZipFile(io.BytesIO(done.raw)) as parts:
                heads = [parts.read(one).decode() for one in parts.namelist() if "worksheets/sheet" in one]
            assert all(mark in one for one in heads[1:] or heads), report
