"""Every sentence an error may say: one golden file a language, each from a real command line."""

import ast
import io
import os
import re
import shlex
import shutil
import sqlite3
import string
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter

import gridlog
from gridlog.core.event import Stamp, created
from gridlog.machine import computer
from gridlog.papers import xlsx
from gridlog.share.place import Directory
from gridlog.store import file
from gridlog.store.projection import immediate, merge, ready
from gridlog.words.messages import messages
from gridlog.work import take_in
from tests.conftest import NOW, Ran, Run, _Stream, objects, ran
from tests.golden import matches

SOURCE = Path(gridlog.__file__).parent
ERRORS = ("Usage", "NotFound", "Refused", "Unreachable", "Damaged", "NotMet")

# Said by rules below the command line, which asks the same before it gets there.
MESSAGES = messages()
UNREACHABLE = {
    "share.rotten": "a sync gives up such a file and counts it, as share.rotten_here",
    "issue.unknown_word": "words.read refuses the word first, as word.unknown",
    "import.cell_flag": "no command takes in such a file yet; tests/test_new_noun.py and tests/work/test_noun_files.py do",
    "line.no_editor": "said at a terminal without prompt_toolkit; tests/cli/test_lines.py plays that",
    "redaction.long": "figures of nearly a mebibyte with the name in them; tests/cli/test_redact.py makes such an event",
    "prompt.number": "said at a prompt, where a list of ids is shown, which then asks again",
    "rule.unknown": "config set refuses the key first, as config.key",
    "visit.edit_reason": "a missing reason is asked for first, as argument.missing",
    "visit.kind": "words.read refuses the kind first, as word.unknown",
    "visit.method": "words.read refuses the method first, as word.unknown",
    "visit.void_reason": "a missing reason is asked for first, as argument.missing",
}


class Case(NamedTuple):
    """A command line and the sentence it ends in. TMP is the test's folder, {name} an id from `zone`."""

    code: str
    line: str
    now: str = ""


ADD = "visit add E1 --by 张三"
CASES = [
    Case("argument.missing", "visit add --by 张三 --nothing"),
    Case("output.binary", "export visits --format xlsx"),
    Case("output.too_many", "export visits --format xlsx --output TMP/out.xlsx"),
    Case("output.database", "config list --output TMP/zone.db"),
    Case("issue.handler_unclear", "issue assign {open} 张"),
    Case("leave.declined", "TERMINAL officer leave 张三 --from 2025-11-03 --to 2025-11-04"),
    Case("leave.none", "officer leave 张三 --from 2025-11-03 --cancel"),
    Case("visit.contradiction", "visit add E1 --by 张三 --nothing --issue 断电"),
    Case("visit.alone_with", "visit edit {visit} --alone --with 李四 --reason x"),
    Case("visit.pairs", "visit add E1 --by 张三 --issue 断电 --category POWER --category LAND"),
    Case("doctor.damaged", "--db TMP/event.db doctor"),
    Case("copy.exists", "backup TMP/list.csv"),
    Case("copy.unwritable", "backup TMP/nowhere/copy.bak"),
    Case("file.absent", "restore TMP/nowhere.bak"),
    Case("restore.damaged", "restore TMP/torn.bak"),
    Case("restore.foreign", "restore TMP/foreign.db"),
    Case("restore.needs_yes", "restore TMP/early.db"),
    Case("restore.same", "restore TMP/zone.db"),
    Case("calendar.kind", "calendar set 2025-11-20 maybe"),
    Case("command.unknown", "vist list"),
    Case("config.key", "config get colour"),
    Case("config.unreadable", "config get share"),
    Case("demo.exists", "demo TMP/play"),
    Case("export.no_dates", "export officers --since 2025-11-01"),
    Case("export.unknown", "export secrets"),
    Case("file.busy", "visit add E2 --by 张三 --nothing"),
    Case("file.damaged", "--db TMP/damaged.db visit list"),
    Case("file.empty", "--db TMP/zero.db visit list"),
    Case("file.encoding", "visit import TMP/binary.csv"),
    Case("file.event", "--db TMP/event.db history"),
    Case("file.foreign", "--db TMP/foreign.db visit list"),
    Case("file.full", "visit add E2 --by 张三 --note @TMP/long.txt"),
    Case("file.missing", "--db TMP/nowhere.db visit list"),
    Case("file.newer", "--db TMP/newer.db visit list"),
    Case("file.not_csv", "visit import TMP/huge.csv"),
    Case("format.profile", "export visits --json --profile TMP/sheet.toml"),
    Case("profile.sheet", "export visits --profile TMP/sheet.toml"),
    Case("profile.toml", "export visits --profile TMP/list.csv"),
    Case("profile.unknown", "export visits --profile TMP/key.toml"),
    Case("profile.wanting", "export visits --profile TMP/heading.toml"),
    Case("file.workbook", "visit import TMP/book.xlsx"),
    Case("file.unreadable", "visit import TMP/nowhere.csv"),
    Case("file.unwritable", "--db TMP/play init"),
    Case("format.excel", "export visits --excel --json"),
    Case("format.unknown", "visit list --format pdf"),
    Case("grid.cycle", "roster import TMP/cycle.csv --kind grids"),
    Case("grid.level", "config set report_level officer"),
    Case("id.not_begun", "--db TMP/partial.db visit void {visit} --reason x"),
    Case("id.several", "visit show {several}"),
    Case("id.unknown", "issue show ZZZZZZ"),
    Case("import.bad_rows", "visit import TMP/bad.csv"),
    Case("import.cell_error", "visit import TMP/error.csv"),
    Case("import.cell_narrow", "visit import TMP/narrow.csv"),
    Case("import.cell_uncalculated", "visit import TMP/formula.xlsx"),
    Case("import.columns", "visit import TMP/columns.csv"),
    Case("import.cell_missing", "station import TMP/duties.csv"),
    Case("import.kind_of", "station import TMP/columns.csv"),
    Case("indicator.period", "indicator import TMP/figures.csv --month 13月"),
    Case("indicator.reach", "indicator set E1 1900-01 output 1"),
    Case("indicator.one_month", "indicator set E1 上半年 output 1"),
    Case("indicator.ahead", "indicator set E1 2026-01 output 1"),
    Case("indicator.no_year", "indicator import TMP/bare.csv --key output"),
    Case("indicator.no_month", "indicator import TMP/monthless.csv"),
    Case("indicator.no_key", "indicator import TMP/keyless.csv"),
    Case("indicator.layout", "indicator import TMP/both.csv"),
    Case("indicator.unknown_key", "indicator set E1 2025-10 利润 1"),
    Case("indicator.number", "indicator set E1 2025-10 output 1e999"),
    Case("indicator.whole", "indicator set E1 2025-10 employees 12.5"),
    Case("indicator.negative", "indicator set E1 2025-10 output -- -1"),
    Case("indicator.twice", "indicator import TMP/figures.csv"),
    Case("indicator.none", "indicator set E1 2025-10 output --clear --reason x"),
    Case("indicator.key_form", "indicator keys --add 租金"),
    Case("indicator.key_standard", "indicator keys --add output --unit 亿元"),
    Case("indicator.key_taken", "indicator keys --add rent --zh 产值 --en rent --unit 万元"),
    Case("indicator.key_fields", "indicator keys --add rent --zh 租金"),
    Case("plan.none", "plan show E2"),
    Case("plan.exists", "plan new E1 --goal listing"),
    Case("plan.in_use", "plan remove E1 --reason x"),
    Case("plan.no_version", "plan show E1 --version 3"),
    Case("plan.no_number", "plan done E1 9 --text x"),
    Case("plan.closed", "plan done E1 1 --text x"),
    Case("plan.past", "plan measure E1 x --owner P1 --due 2025-11-01"),
    Case("plan.no_text", "plan measure E1 ' ' --owner P1 --due 2025-12-01"),
    Case("plan.known", "plan need E1 缺电"),
    Case("plan.goal_differs", "plan import TMP/plans.csv"),
    Case("plan.issue_other", "plan need E1 x --issue {foreign}"),
    Case("plan.issue_or_raise", "plan need E1 x --issue {open} --raise"),
    Case("station.backwards", "station rotate S1 --from 2025-11-24 --until 2025-11-20"),
    Case("station.in_use", "station remove S1 --reason x"),
    Case("station.long", "station rotate S1 --from 2025-11-24 --until 2027-11-24"),
    Case("station.no_duty", "station duty S1 --on 2025-11-25 --clear --reason x"),
    Case("station.no_duty_of", "station swap S1 2025-11-25 张三 李四"),
    Case("station.no_note", "station handover S1 --note ' ' --by 张三"),
    Case("station.no_officers", "station rotate S2 --from 2025-11-24 --until 2025-11-28"),
    Case("station.wrong", "station check --from 2025-11-24 --until 2025-11-28 --check"),
    Case("import.cell_ahead", "project import TMP/logs.csv"),
    Case("project.ahead", "project milestone X1 竣工 --actual 2025-12-01"),
    Case("project.amount", "project edit X1 --investment 1e999"),
    Case("project.backwards", "project member X1 P1 --from 2025-11-20 --until 2025-11-19"),
    Case("project.closed", "project close X2 --text 又完成"),
    Case("project.early", "project member X1 李四 --until 2025-11-20"),
    Case("project.far", "project milestone X1 竣工 --plan 1900-01-01"),
    Case("project.future_log", "project log X1 --done x --on 2025-11-30 --by P1"),
    Case("project.future_week", "project progress X1 --actual 5 --week 2025-W49 --by P1"),
    Case("project.in_use", "project remove X2 --reason x"),
    Case("project.member_already", "project member X1 李四"),
    Case("project.moved", "project milestone X1 开工 --plan 2025-12-02"),
    Case("project.no_log", "project log X1 --on 2025-11-20 --clear --reason x"),
    Case("project.no_member", "project member X1 张三 --clear --reason x"),
    Case("project.no_progress", "project progress X1 --week 2025-W40 --clear --reason x"),
    Case("project.no_text", "project close X3 --text ' '"),
    Case("project.not_closed", "project reopen X1 --reason x"),
    Case("project.not_completed", "project close X1 --text x"),
    Case("project.nothing_said", "project progress X1 --by P1"),
    Case("project.order", "project milestone X2 签约 --actual 2025-11-10"),
    Case("project.other_enterprise", "issue raise E2 断电 --by 张三 --project X1"),
    Case("project.people", "project log X1 --done x --people ½"),
    Case("project.percent", "project progress X1 --planned 100.1 --by P1"),
    Case("premises.absent", "premises move-out Z1 E3"),
    Case("premises.ahead", "premises edit Z1 --status idle --from 2025-11-24"),
    Case("premises.backwards", "premises move-in Z1 E2 --area 1 --from 2025-11-03 --until 2025-11-02"),
    Case("premises.category", "premises match --issue {open}"),
    Case("premises.full", "premises move-in Z1 E2 --area 100.5"),
    Case("premises.in_use", "premises remove Z1 --reason x"),
    Case("premises.need", "premises match --power 800"),
    Case("premises.not_begun", "premises move-in Z1 E3 --clear --reason x"),
    Case("premises.nothing", "premises edit Z1 --area 0"),
    Case("premises.number", "premises edit Z1 --area 1e999"),
    Case("premises.taken", "premises move-in Z2 E2"),
    Case("import.code_unlike", "visit import TMP/export.csv"),
    Case("import.name_unlike", "visit import TMP/export.csv"),
    Case("import.void_here", "visit import TMP/export.csv"),
    Case("import.void_stays", "visit import TMP/export.csv"),
    Case("import.issues_stay", "visit import TMP/export.csv"),
    Case("paste.doubts", "visit paste TMP/doubted.txt --by 张三"),
    Case("paste.empty", "visit paste TMP/talk.txt --by 张三"),
    Case("import.left_out", "visit import TMP/odd.csv --skip-bad --strict --dry-run"),
    Case("import.reason_idle", "visit import TMP/odd.csv --reason x"),
    Case("import.days_differ", "visit import TMP/days.csv"),
    Case("import.enterprise_ended", "--db TMP/ended.db visit import TMP/odd.csv"),
    Case("import.people_unnamed", "--db TMP/ended.db visit import TMP/odd.csv"),
    Case("import.phone_spoilt", "--db TMP/ended.db visit import TMP/phone.csv"),
    Case("import.time_unread", "--db TMP/ended.db visit import TMP/odd.csv"),
    Case("import.columns_twice", "visit import TMP/twice.csv"),
    Case("import.empty", "visit import TMP/empty.csv"),
    Case("import.kind", "roster import TMP/list.csv"),
    Case("import.xlsx", "visit import TMP/book.xlsx"),
    Case("issue.dissatisfied", "--db TMP/dissatisfied.db issue close {unhappy}"),
    Case("issue.due_past", "issue raise E1 x --by 张三 --due 2025-11-20"),
    Case("issue.extend_earlier", "issue extend {open} --due 2025-11-22 --reason x"),
    Case("issue.extend_late", "issue extend {overdue} --due 2025-12-30 --reason x"),
    Case("issue.future", "issue raise E1 x --by 张三 --on 2025-11-30"),
    Case("issue.gate", "issue close {open}"),
    Case("issue.longterm_due", "issue raise E1 x --by 张三 --grade longterm"),
    Case("issue.merge_ended", "issue merge {open} {closed}"),
    Case("issue.merge_other", "issue merge {open} {foreign}"),
    Case("issue.merge_self", "issue merge {open} {open}"),
    Case("issue.not_now", "issue accept {closed} --by 张三"),
    Case("issue.not_revisited", "issue close {revisited} --result partly"),
    Case("issue.not_solved", "issue close {open} --result solved --text x --satisfaction 5 --solved no"),
    Case("issue.satisfaction", "issue close {open} --result solved --text x --satisfaction 6"),
    Case("issue.text_missing", "issue note {open} -"),
    Case("issue.top_level", "issue escalate {city} --reason x"),
    Case("lang.unknown", "--lang fr visit list"),
    Case("leave.backwards", "officer leave 张三 --from 2025-11-20 --to 2025-11-19"),
    Case("leave.long", "officer leave 张三 --from 2024-01-01 --to 2025-11-19"),
    Case("name.empty", "enterprise show ' '"),
    Case("name.several", "enterprise show 禾木"),
    Case("name.unknown", "enterprise show 蓝天光福"),
    Case("officer.unset", "visit add E1 --nothing"),
    Case("output.unwritable", "export visits --output TMP/nowhere/out.csv"),
    Case("prompt.ended", "TERMINAL visit add E1 --by 李四"),
    Case("report.by", "report week --by 省"),
    Case("report.by_frozen", "--db TMP/levels.db report week 2025-W45 --by 片区"),
    Case("report.not_met", "report week --by zone --check"),
    Case("report.not_frozen", "report week 2025-W44 --freeze --reason 漏了"),
    Case("report.reason_alone", "report week 2025-W45 --reason 漏了"),
    Case("report.too_early", "report week 2025-W50 --freeze"),
    Case("report.weeks_open", "report month 2025-11 --freeze", now="2025-11-28T17:00:00+08:00"),
    Case("report.not_begun", "report week 2025-W50"),
    Case("report.freeze_now", "report week --freeze --as-of 2025-11-20"),
    Case("when.reach", "report week 9999-W52"),
    Case("report.overdue", "report day 2025-11-21 --check"),
    Case("format.ending", "visit list --output TMP/visits.xlsx"),
    Case("format.no_docx", "report month 2025-11 --output TMP/a.docx"),
    Case("report.uncovered", "report coverage --on 2025-10-31 --check"),
    Case("roster.bad_rows", "roster import TMP/bad-officers.csv"),
    Case("roster.code", "officer add 'P 9' 新人"),
    Case("import.changed", "visit import TMP/many.csv"),
    Case("officer.exists", "officer add P1 新人"),
    Case("officer.mine", "visit add E1 --nothing"),
    Case("roster.exists", "enterprise add E1 新厂"),
    Case("roster.foreign", "roster import TMP/ledger.csv"),
    Case("roster.other_code", "roster import TMP/serial.csv"),
    Case("roster.no_grid", "roster import TMP/bad-officers.csv"),
    Case("roster.declined", "TERMINAL enterprise add E9 禾木家居"),
    Case("roster.in_use", "grid remove Z --reason x"),
    Case("split.one", "enterprise split E1 E9"),
    Case("split.name", "--db TMP/shared.db enterprise split E9 E10 --name 丙厂"),
    Case("split.nothing", "--db TMP/parted.db enterprise split E9 E10"),
    Case("enterprise.merge_itself", "enterprise merge E1 E1 --reason x"),
    Case("enterprise.merged_already", "enterprise merge M1 M2 --reason x"),
    Case("enterprise.merge_declined", "TERMINAL enterprise merge M2 M3 --reason x"),
    Case("enterprise.other_number", "enterprise merge M2 M3 --reason x"),
    Case("undo.built_on", "undo {leaned} --yes"),
    Case("undo.declined", "TERMINAL undo"),
    Case("undo.done", "undo {undone} --yes"),
    Case("undo.lasting", "undo {draw} --yes"),
    Case("undo.needs_yes", "undo"),
    Case("undo.nothing", "--db TMP/young.db undo"),
    Case("undo.several", "undo {several} --yes"),
    Case("undo.unknown", "undo ZZZZZZ --yes"),
    Case("redaction.code", "redact E1 --reason x --yes"),
    Case("redaction.declined", "TERMINAL redact 缺电 --reason x"),
    Case("redaction.needs_yes", "redact 缺电 --reason x"),
    Case("redaction.none", "redact 13900009999 --reason x --yes"),
    Case("redaction.reason", "redact 缺电 --reason 缺电 --yes"),
    Case("redaction.short", "redact 王 --reason x --yes"),
    Case("roster.same", "enterprise edit E1 --status 投产"),
    Case("rule.level", "config set report_level 省"),
    Case("rule.methods", "config set counted_methods 飞鸽"),
    Case("rule.range", "config set quota 99"),
    Case("file.on_network", "--db TMP/drive.db init"),
    Case("file.on_share", "--db TMP/share/zone.db init"),
    Case("share.damaged", "--db TMP/joined.db share check"),
    Case("share.exists", "--db TMP/joined.db share create TMP/share"),
    Case("share.incomplete", "--db TMP/joined.db sync TMP/halved"),
    Case("share.needs_yes", "share join TMP/other"),
    Case("share.rotten_here", "--db TMP/rotten.db sync TMP/other"),
    Case("share.joined_other", "--db TMP/joined.db share join TMP/other"),
    Case("share.left_over", "share create TMP/left"),
    Case("share.newer", "share join TMP/later"),
    Case("share.other", "--db TMP/joined.db sync TMP/other"),
    Case("share.stopped", "--db TMP/joined.db sync"),
    Case("share.unjoined", "sync"),
    Case("share.unmarked", "share join TMP/play"),
    Case("share.unreachable", "share join TMP/blocked"),
    Case("line.quote", "PIPED visit add 'E1"),
    Case("line.shell", "PIPED shell"),
    Case("shell.unknown", "completion tcsh"),
    Case("spotcheck.not_drawn", "spotcheck record {visit} --reached yes --by 王五"),
    Case("spotcheck.not_reached", "spotcheck record {drawn} --reached no --confirmed yes --by 王五"),
    Case("spotcheck.nothing", "spotcheck draw 2024-W10 --percent 5 --by 王五"),
    Case("spotcheck.own", "spotcheck record {drawn} --reached yes --by 李四"),
    Case("text.not_unicode", f"{ADD} --note a\udc80b"),
    Case("text.too_long", f"{ADD} --note @TMP/long.txt"),
    Case("visit.crowd", f"{ADD} --nothing --with 李四 --with 王五 --with H1"),
    Case("visit.declined", "TERMINAL visit add E2 --by 张三 --nothing"),
    Case("visit.future", f"{ADD} --nothing --on 2025-11-30"),
    Case("visit.is_void", "visit void {void} --reason x"),
    Case("visit.reason_needed", f"{ADD} --nothing --on 2025-11-01"),
    Case("visit.same", "visit edit {visit} --kind routine --reason x"),
    Case("visit.silent", ADD),
    Case("visit.twice_there", f"{ADD} --nothing --with 张三"),
    Case("when.day", "visit list --since 改天"),
    Case("when.instant", "visit list", now="改天"),
    Case("when.moment", f"{ADD} --nothing --on 改天"),
    Case("when.month", "calendar show 改天"),
    Case("when.period", "spotcheck draw 改天 --percent 5 --by 王五"),
    Case("when.week", "report week 改天"),
    Case("issue.same", "issue edit {open} --category OTHER --reason x"),
    Case("issue.visit_other", "issue raise E4 断电 --by 张三 --visit {visit}"),
    Case("word.several", "issue list --category 用"),
    Case("word.unknown", f"{ADD} --nothing --method 飞鸽"),
]  # fmt: skip


def raised_codes() -> Iterator[tuple[str, set[str], str]]:
    """Every code that the source raises with a literal, the values it gives, and where."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]) if (
                    name in ERRORS
                ):
                    where = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
                    yield code, {one.arg for one in node.keywords if one.arg}, where


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_code_the_source_raises_has_a_sentence() -> None:
    assert {where for code, _, where in raised_codes() if code not in MESSAGES} == set()


def test_every_sentence_is_raised_somewhere() -> None:
    assert set(MESSAGES) - {code for code, _, _ in raised_codes()} == set()


def test_every_raise_gives_the_values_its_sentence_needs() -> None:
    wanting = {
        where: needed - given
        for code, given, where in raised_codes()
        if code in MESSAGES and (needed := holes(MESSAGES[code][0]) | holes(MESSAGES[code][1])) - given
    }
    assert wanting == {}


# A measure word or the noun that Chinese names and English need not: 多条走访, 2 个企业.
ONE_SIDED = {"name.several": {"noun"}, "id.several": {"noun"}}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_both_languages_say_the_same_values(code: str) -> None:
    zh, en = MESSAGES[code]
    assert holes(zh) ^ holes(en) <= ONE_SIDED.get(code, set())
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", en)


def test_every_sentence_has_its_command_line() -> None:
    assert {case.code for case in CASES} | set(UNREACHABLE) == set(MESSAGES)
    assert not {case.code for case in CASES} & set(UNREACHABLE)


# --- a zone in which everything can go wrong


def _with_formula() -> bytes:
    """A workbook whose only row has a formula without a calculated value."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("list")
    sheet.write_row(0, 0, ["date", "enterprise", "officer", "note"])
    sheet.write_row(1, 0, ["2025-11-20", "E1", "P1"])
    sheet.write_formula(1, 3, "=A9")
    book.close()
    return content.getvalue()


FILES: dict[str, bytes] = {
    "binary.csv": bytes(range(128, 256)) * 9,
    "huge.csv": b"date,enterprise,officer,note\n2025-11-20,E1,P1," + b"x" * 300_000,
    "bad.csv": b"date,enterprise,officer,note\n2025-11-20,E9,P1,x\n",
    "error.csv": b"date,enterprise,officer,note\n2025-11-20,#N/A,P1,x\n",
    "narrow.csv": b"date,enterprise,officer,note\n########,E1,P1,x\n",
    "formula.xlsx": _with_formula(),
    "twice.csv": b"date,enterprise,officer,note,note\n2025-11-20,E1,P1,x,y\n",
    "days.csv": b"date,time,enterprise,officer,note\n2025-11-20,2025-11-19 15:30,E1,P1,x\n",
    "odd.csv": "date,time,enterprise,officer,note\n2025-11-20,上午,E4,张三等3人,x\n,,E9,P1,y\n".encode(),
    "doubted.txt": "11月20日走访无名食品厂，正常\n".encode(),
    "talk.txt": "收到\n".encode(),
    "plans.csv": b"enterprise,goal\nE1,relief\n",
    "duties.csv": b"date,station,officer\n2025-11-20,S1,\n",
    "logs.csv": b"project,date,done\nX1,2025-12-20,x\n",
    "figures.csv": b"month,enterprise,key,value\n2025-10,E1,output,1\n2025-10,E1,output,2\n",
    "bare.csv": "企业编号,9月,10月\nE1,1,2\n".encode(),
    "monthless.csv": b"enterprise,output\nE1,1\n",
    "keyless.csv": b"enterprise,2025-10\nE1,1\n",
    "both.csv": b"enterprise,2025-10,output\nE1,1,2\n",
    "columns.csv": b"date,enterprise\n2025-11-20,E1\n",
    "empty.csv": b"date,enterprise,officer\n",
    "book.xlsx": b"PK\x03\x04 and so on",
    "sheet.toml": b"sheet = 'a/b'\n[[column]]\nheading = 'a'\nfrom = 'id'\n",
    "key.toml": b"[[column]]\nheading = 'a'\nfrom = 'colour'\n",
    "heading.toml": b"[[column]]\nfrom = 'id'\n",
    "list.csv": b"code,name\nX,Y\n",
    "cycle.csv": b"code,name,level,parent\nA,A,block,A\n",
    "bad-officers.csv": b"code,name,grid,role\nP8,N,C-9,officer\n",
    "phone.csv": "走访日期,企业名称,走访人员,联系电话,走访内容\n2025-11-20,E1,P1,1.38E+10,x\n2025-11-20,E9,P1,,y\n".encode(),
    "ledger.csv": "走访日期,企业名称,走访方式\n2025-11-20,禾木家居有限公司,实地走访\n".encode(),
    "serial.csv": "企业编号,企业名称\nE1,蓝天光伏\n".encode(),
    "long.txt": b"x" * 300_000,
    "zero.db": b"",
    "torn.bak": b"SQLite format 3\0" + b"half a file " * 200,
    "damaged.db": b"no database at all, however long it may be " * 200,
}


def _id(done: Ran) -> str:
    assert done.code == 0, done.err
    return done.out.split()[0]


@pytest.fixture
def zone(small: Path, run: Run, tmp_path: Path) -> dict[str, str]:
    """Ids by what they stand for; the files and databases of `CASES` lie in `tmp_path`."""
    assert small.is_dir()
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    shutil.copy(tmp_path / "zone.db", tmp_path / "early.db")
    (tmp_path / "play").mkdir()
    (tmp_path / "play" / "gridlog.db").write_bytes(b"mine")
    ids = {"visit": _id(run(f"{ADD} --note x")), "void": _id(run("visit add E2 --by 张三 --note x"))}
    assert run(f"visit edit {ids['visit']} --note y --reason x").code == 0
    assert run(f"visit void {ids['void']} --reason x").code == 0
    assert run("visit add E2 --by 张三 --nothing").code == 0
    for name in ("open", "closed", "revisited", "city", "unhappy"):
        ids[name] = _id(run(f"issue raise E1 {name} --by 张三"))
    ids["foreign"] = _id(run("issue raise E4 foreign --by 王五"))
    ids["overdue"] = _id(run("issue raise E1 overdue --by 张三", now="2025-11-03T09:00:00+08:00"))
    said = "--result solved --text x"
    for step in (
        f"close {ids['closed']} {said} --satisfaction 5",
        f"answer {ids['revisited']} {said}",
        f"revisit {ids['revisited']} --satisfaction 5",
        f"answer {ids['unhappy']} {said}",
        f"revisit {ids['unhappy']} --satisfaction 1",
        *[f"escalate {ids['city']} --reason x"] * 3,
    ):
        assert run(f"issue {step}").code == 0
    ids["drawn"] = _id(
        run("visit add E3 --by 李四 --note x --on 2025-10-15", now="2025-10-15T18:00:00+08:00")
    )
    for line in (
        "grid add LONE 空板块 --level block",
        "station add S1 甲站 --block A",
        "station add S2 乙站 --block LONE",
        "station duty S1 张三 --on 2025-11-24",
        *(f"project add {code} 项目{code} --enterprise E1" for code in ("X1", "X2", "X3")),
        *(f"project milestone {code} 竣工 --actual 2025-11-03" for code in ("X2", "X3")),
        "project close X2 --text 完成",
        "project milestone X1 开工 --plan 2025-12-01",
        "project member X1 李四 --from 2025-11-03",
        "premises add Z1 一号厂房 --kind plant --area 100",
        "premises add Z2 二号厂房 --kind plant --area 5",
        "premises move-in Z1 E1 --area 50 --from 2025-11-03",
        "premises move-in Z2 E1 --from 2025-11-03",
        "plan new E1 --goal listing",
        "plan need E1 缺电",
        "plan measure E1 增容 --owner 供电局 --due 2025-12-01",
        "plan done E1 1 --text 已办",
    ):
        assert run(line).code == 0
    assert run("spotcheck draw 2025-10 --percent 5 --seed 7 --by 王五").code == 0
    lines = [f"2025-11-{1 + n % 20:02},E{1 + n % 4},P3,{n}" for n in range(80)]
    (tmp_path / "many.csv").write_text("date,enterprise,officer,note\n" + "\n".join(lines), encoding="utf-8")
    assert run(f"visit import {shlex.quote((tmp_path / 'many.csv').as_posix())}").code == 0
    _changed_export(tmp_path)
    assert run("report week 2025-W45 --freeze").code == 0
    shutil.copy(tmp_path / "zone.db", tmp_path / "ended.db")
    ended = shlex.quote((tmp_path / "ended.db").as_posix())
    assert run(f"--db {ended} enterprise edit E4 --status 注销 --from 2025-11-01").code == 0
    _shares(tmp_path, run)
    _shared_code(tmp_path, run)
    assert run(f"--db {shlex.quote((tmp_path / 'young.db').as_posix())} init").code == 0
    _merged(run)
    _undone(run, ids)
    ids["several"] = _broken_copies(tmp_path)
    return ids


def _merged(run: Run) -> None:
    """An entry that was merged, and two with different credit codes."""
    for line in (
        "add M1 米厂 --yes",
        "add M2 面厂 --uscc 91320382FAKE000018 --yes",
        "add M3 油厂 --uscc 91320382FAKE000026 --yes",
        "merge M1 M2 --reason x",
    ):
        assert run(f"enterprise {line}").code == 0


def _undone(run: Run, ids: dict[str, str]) -> None:
    """A visit that an issue names, a draw, and a change that was undone."""
    ids["leaned"] = _id(run("visit add E2 --by 李四 --note x --on 2025-11-18"))
    ids["leaning"] = _id(run(f"issue raise E2 断水 --by 李四 --visit {ids['leaned']}"))
    said = objects(run("history --json --limit 9999"))
    ids["draw"] = next(str(one["event"]) for one in said if one["kind"] == "spotcheck.drawn")
    assert run(f"visit edit {ids['leaned']} --note z --reason x").code == 0
    ids["undone"] = str(objects(run("history --json --limit 1"))[0]["event"])
    assert run(f"undo {ids['undone']} --yes").code == 0
    ids["last"] = _id(run("visit add E3 --by 李四 --nothing"))


def _changed_export(tmp_path: Path) -> None:
    """An export of two visits in which a person changed cells that no import corrects."""
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        query = "SELECT id, visited_on, enterprise, officer, note FROM visits WHERE {} ORDER BY enterprise LIMIT 1"
        (stands,) = database.execute(query.format("NOT void AND enterprise = 'E1'"))
        (void,) = database.execute(query.format("void"))
    rows = [
        ["id", "date", "enterprise_code", "enterprise", "officer_code", "note", "void", "问题及诉求"],
        [stands[0], stands[1], "E3", "禾木家居有限公司", *stands[3:], "1", "停水"],
        [void[0], void[1], void[2], "旧名称", *void[3:], "0", ""],
        ["", "2025-11-20", "E9", "", "P1", "x", "", ""],
    ]
    text = "".join(",".join(row) + "\n" for row in rows)
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")


def _shares(tmp_path: Path, run: Run) -> None:
    """Two shares, one of which has lost a file, and folders that are none."""
    for db, folder in (("joined.db", "share"), ("second.db", "other")):
        shutil.copy(tmp_path / "zone.db", tmp_path / db)
        assert (
            run(f"--db {(tmp_path / db).as_posix()} share create {(tmp_path / folder).as_posix()}").code == 0
        )
    third = f"--db {(tmp_path / 'third.db').as_posix()}"
    share = (tmp_path / "share").as_posix()
    for line in ("init --zone 别处", f"share join {share} --yes"):
        assert run(f"{third} {line}").code == 0
    assert run(f"--db {(tmp_path / 'joined.db').as_posix()} sync").code == 0
    for lost in (tmp_path / "share" / "log").iterdir():
        lost.unlink()
    (tmp_path / "left" / "log").mkdir(parents=True)
    (tmp_path / "left" / "log" / "0123456789abcdef.1-1.0123456789abcdef.jsonl.gz").write_bytes(b"x")
    (tmp_path / "blocked" / "gridlog.json").mkdir(parents=True)
    (tmp_path / "halved").mkdir()
    shutil.copy(tmp_path / "share" / "gridlog.json", tmp_path / "halved")
    shutil.copy(tmp_path / "second.db", tmp_path / "rotten.db")
    with closing(sqlite3.connect(tmp_path / "rotten.db")) as database:
        database.execute("UPDATE contents SET content = x'00'")
        database.commit()
    for lost in (tmp_path / "other" / "log").iterdir():
        lost.unlink()
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "gridlog.json").write_text('{"gridlog":"share","reader":99,"share":"x"}')


def _shared_code(tmp_path: Path, run: Run) -> None:
    """A database in which two enterprises have one code, and one in which they were split."""
    shared, parted = (f"--db {(tmp_path / name).as_posix()}" for name in ("shared.db", "parted.db"))
    shutil.copy(tmp_path / "zone.db", tmp_path / "shared.db")
    assert run(f"{shared} enterprise add E9 甲厂").code == 0
    other = Stamp("b" * 16, 1, 1 << 16, NOW, "", False)
    elsewhere = created("enterprise.saved", {"name": "乙厂"}, "enterprise/E9", (), other)
    with (
        closing(sqlite3.connect(tmp_path / "shared.db", isolation_level=None)) as database,
        immediate(database),
    ):
        merge(database, [ready(elsewhere)])
    shutil.copy(tmp_path / "shared.db", tmp_path / "parted.db")
    assert run(f"{parted} enterprise split E9 E10").code == 0


def _broken_copies(tmp_path: Path) -> str:
    """Databases that lack what they should have; a letter that begins several ids."""
    for name, statement in {
        "event.db": "UPDATE stored SET data = x'00', time = NULL",
        "newer.db": "PRAGMA user_version = 99",
        "partial.db": "DELETE FROM stored WHERE kind = (SELECT id FROM names WHERE name = 'visit.logged')",
        "dissatisfied.db": "DELETE FROM stored WHERE kind = (SELECT id FROM names WHERE name = 'issue.reopened')",
        "levels.db": "UPDATE grids SET level = '片区' WHERE code = 'A-1'",
        "foreign.db": "CREATE TABLE mine (x)",
    }.items():
        if name != "foreign.db":
            shutil.copy(tmp_path / "zone.db", tmp_path / name)
        with closing(sqlite3.connect(tmp_path / name)) as database:
            database.execute(statement)
            database.commit()
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        ((letter,),) = database.execute(
            "SELECT substr(id, 1, 1) FROM visits GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )
    return str(letter)


@contextmanager
def trouble(
    code: str, language: str, tmp_path: Path, own_home: Path, patched: pytest.MonkeyPatch
) -> Iterator[None]:
    """The circumstances a sentence needs and no command line can make."""
    if code == "lang.unknown":
        patched.setenv("LANG", {"zh": "zh_CN.UTF-8", "en": "C"}[language])
        yield
    elif code == "import.changed":
        times = iter(range(9))
        patched.setattr(take_in, "_version", lambda _: (next(times),))
        yield
    elif code == "officer.mine":
        patched.setenv("GRIDLOG_OFFICER", "赵六")
        yield
    elif code == "file.busy":
        patched.setattr(file, "BUSY_SECONDS", 1.0)
        with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    elif code == "file.full":
        connect = file.connect

        def small_disk(path: Path, create: bool) -> sqlite3.Connection:
            connection = connect(path, create)
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
            return connection

        patched.setattr(file, "connect", small_disk)
        (tmp_path / "long.txt").write_bytes(b"x" * 200_000)
        yield
        (tmp_path / "long.txt").write_bytes(FILES["long.txt"])
    elif code == "file.on_network":
        patched.setattr(computer, "is_remote", lambda _: True)
        yield
    elif code == "import.xlsx":
        patched.setitem(sys.modules, "python_calamine", None)
        yield
    elif code == "format.no_docx":
        patched.setitem(sys.modules, "docx", None)
        yield
    elif code == "output.binary":
        patched.setattr(_Stream, "isatty", lambda _: True)
        yield
    elif code == "output.too_many":
        patched.setattr(xlsx, "SHEET_ROWS", 3)
        yield
    elif code == "share.stopped":
        ran(f"--db {(tmp_path / 'joined.db').as_posix()} visit add E1 --by 张三 --note x")
        patched.setattr(Directory, "is_writable", False)
        yield
    elif code == "config.unreadable":
        from gridlog.machine.config import Config

        path = Config(os.environ).path
        assert own_home in path.parents
        path.parent.mkdir(parents=True)
        path.write_text("{oops", encoding="utf-8")
        yield
        path.unlink()
    else:
        yield


def _said(run: Run, line: str, now: str, language: str) -> Ran:
    """What a line of `CASES` says, at a terminal, among lines that are piped in, or by itself."""
    if line.startswith("TERMINAL "):
        return at_terminal(line.removeprefix("TERMINAL "), language)
    if line.startswith("PIPED "):
        done = run("shell", stdin=line.removeprefix("PIPED ").encode(), lang=language)
        return done._replace(err=done.err.splitlines(keepends=True)[0])
    return run(line, now=now, lang=language)


def at_terminal(line: str, language: str) -> Ran:
    """Run a line at a terminal for a person who then says no, or goes away."""
    import pexpect

    process = pexpect.spawn(
        sys.executable,
        ["-m", "gridlog", *shlex.split(line)],
        env={**os.environ, "GRIDLOG_LANG": language, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        timeout=20,
        dimensions=(24, 200),
    )
    process.delaybeforesend = None
    process.expect("(: |：)$")
    process.sendeof() if "E1" in line else process.sendline("n")
    process.expect(pexpect.EOF)
    process.close()
    assert process.before is not None
    last = str(process.before).split("\r\n")[-2]
    return Ran(int(process.exitstatus or 0), "", last + "\n", b"")


def as_pattern(template: str, value: str = ".*") -> str:
    """A sentence as a regular expression, with `value` where its values stand."""
    parts = string.Formatter().parse(template)
    return "".join(re.escape(text) + (value if name else "") for text, name, _, _ in parts)


@pytest.mark.skipif(
    sys.platform == "win32", reason="two sentences need a pseudo-terminal; paths look different"
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_stands_in_one_golden_file(
    run: Run,
    zone: dict[str, str],
    tmp_path: Path,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    told = [f"# gridlog's error messages; the clock stands at {NOW}"]
    for case in CASES:
        line = case.line.replace("TMP", tmp_path.as_posix()).format(**zone)
        with monkeypatch.context() as patched, trouble(case.code, language, tmp_path, own_home, patched):
            done = _said(run, line, case.now, language)
        sentence = MESSAGES[case.code][0 if language == "zh" else 1]
        assert re.search(as_pattern(sentence), done.err), (case, done)
        told.append(
            f"\n[{case.code}]\n$ gridlog {_still(case.line)}\nexit {done.code}\n{_same(done.err, tmp_path, zone)}"
        )
    told.append("\n# not to be reached from a command line")
    told += [f"\n[{code}] {why}\n{MESSAGES[code][language != 'zh']}" for code, why in UNREACHABLE.items()]
    matches(f"errors_{language}.txt", "\n".join(told) + "\n")


def _still(line: str) -> str:
    if line.startswith("PIPED "):
        line = f"shell < {line.removeprefix('PIPED ')}"
    return line.removeprefix("TERMINAL ").encode("utf-8", "backslashreplace").decode()


def _same(said: str, tmp_path: Path, ids: dict[str, str]) -> str:
    """What was said, without what differs from run to run."""
    told = said.rstrip("\n").replace(tmp_path.as_posix(), "TMP")
    told = re.sub(r"\b[0-9A-HJKMNP-TV-Z]{26}\b", "ID", told)
    told = re.sub(r"(走访 |\bvisit |\bvoid )[0-9A-HJKMNP-TV-Z]{10}\b", r"\1ID", told)
    told = re.sub(r"\b[0-9a-f]{16}\b", "SHARE", told)
    told = re.sub(r"\bID(、ID|, ID)+", "ID, ID", told)
    for name, id in ids.items():
        before = (
            r"(?<=编号 |\bid )" if name == "several" else "(?<![A-Za-z0-9])"
        )  # a letter is no id elsewhere
        told = re.sub(rf"{before}{id}(?![A-Za-z0-9])", f"{{{name}}}", told)
    return told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_of_the_golden_file_is_one_line_an_error(language: str) -> None:
    text = (Path(__file__).parents[1] / "golden" / f"errors_{language}.txt").read_text(encoding="utf-8")
    start = {"zh": "错误：", "en": "Error: "}[language]
    for block in text.split("\n\n["):
        head, *lines = block.split("\n")
        if lines and lines[0].startswith("$ "):
            assert lines[1].removeprefix("exit ").isdecimal(), head
            assert [one.startswith(start) for one in lines if one.startswith(start)] == [True], head


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_leaves_a_value_out(language: str) -> None:
    text = (Path(__file__).parents[1] / "golden" / f"errors_{language}.txt").read_text(encoding="utf-8")
    empty = []
    for block in text.split("\n# not to be reached")[0].split("\n\n[")[1:]:
        code = block.partition("]")[0]
        pattern = as_pattern(MESSAGES[code][language != "zh"], value=r"\S.*")
        if not re.search(f"(?m){pattern}$", block):
            empty.append(block)
    assert empty == []
