"""A day's work without a terminal: what a command does can be called by another front end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BEGUN = """
import sys
from datetime import date, datetime
from pathlib import Path

from gridlog.errors import NotMet, Refused
from gridlog.machine.config import Config
from gridlog.work.desk import Desk

folder = Path(sys.argv[1])
NOW = datetime.fromisoformat("2025-11-21T16:00:00+08:00")
TODAY = date(2025, 11, 21)


class Window(Desk):
    heard = ()

    def say(self, text, /, **values):
        self.heard = (*self.heard, values)


def desk_of(name):
    return Window(Config({"HOME": str(folder), "GRIDLOG_OFFICER": "W"}), lambda: NOW, str(folder / name))


def refused(done, *given, **more):
    try:
        done(*given, **more)
    except Refused as problem:
        return problem.code


def end(*desks):
    for one in desks:
        one.close()
    print(sorted(name for name in sys.modules if name.startswith(("typer", "rich", "gridlog.cli"))))
"""

ONE_DAY = """
from gridlog.share import membership
from gridlog.share.sync import Self, exchange
from gridlog.work import finding, issues, visits
from gridlog.work.finding import IssueFilter, VisitFilter
from gridlog.work.issues import Begun, IssueDraft, Raised, Revisit
from gridlog.work.visits import Draft


def sync(desk, place):
    share = membership.meet(desk.store, place).share
    return exchange(desk.store, place.log, Self(share, desk.db_path.name, desk.now, bytes))


first = desk_of("first.db")
first.open(create=True)
with first.write(anybody=True) as writer:
    writer.append("grid.saved", {"name": "G", "level": "grid", "parent": ""}, "grid/G")
    writer.append("officer.saved", {"name": "Wang", "role": "officer"}, "officer/W")
    writer.append("officer.assigned", {"grid": "G", "from": None}, "officer/W")
    writer.append("enterprise.saved", {"name": "Works"}, "enterprise/E")

draft = Draft(on=TODAY, enterprise=first.find("enterprise", "Works").code, officer=first.officer(None).code, note="power")
visits.check_first(first, draft, has_issues=True)
logged = visits.log_visit(first, draft, [IssueDraft("no power", "POWER", "general")])
visits.say_of_visit(first, draft, logged.event, logged.known.around)
assert [one.get("code") for one in first.heard] == ["E"], first.heard  # the enterprise has no grid
assert visits.week_so_far(first, draft, logged.known)[0] == 1

issue, _ = logged.issues[0]
after, is_reopened = issues.closed(
    Begun(first, issue, "issue.closed", ""), "solved", "mended", Revisit(TODAY, "W", False, True, True, True, 5)
)
assert (after.state, is_reopened) == ("closed", False)
other, due = issues.raise_alone(
    first, Raised(enterprise="E", officer="W", text="no water", block="", grid="", on=TODAY)
)
assert due > TODAY and issues.issue_now(first, other).state == "registered"


def found(query):
    return [row[0] for row in query.rows(first.store.connection)]


assert found(finding.visits(first, VisitFilter(week=date(2025, 11, 17), officer="Wang", grid="G"))) == []
assert found(finding.visits(first, VisitFilter(TODAY, TODAY, enterprise="E"))) == [logged.id]
assert found(finding.issues(first, IssueFilter(open=True))) == [other]
assert found(finding.issues(first, IssueFilter(mine=True, handler="power works"))) == []
assert found(finding.visits(first, VisitFilter(TODAY, date(2025, 11, 20)))) == []
assert "last" in first.heard[-1]

place = membership.open_place(folder / "share")
membership.need_new(place)
marker = membership.new_marker(first.store, "Zone", bytes)
membership.make(place, marker)
membership.join(first.store, marker, place)
sent = sync(first, place)
assert (sent.came, sent.waits, sent.trouble) == (0, 0, ""), sent

second = desk_of("second.db")
second.open(create=True)
membership.join(second.store, membership.marker_at(place), place)
assert sync(second, place).came == sent.went
assert second.store.row(issue).value == first.store.row(issue).value
assert visits.visit_now(second, logged.id).note == "power"
end(first, second)
"""

A_ROSTER = """
from gridlog.core.roster import leave
from gridlog.work import enterprises, grids, officers, roster, splitting
from gridlog.work.hanging import removed_in_use

desk = desk_of("one.db")
desk.open(create=True)
grids.add(desk, "B", grids.fields(desk, "B", "Block", "block"))
grids.add(desk, "G", grids.fields(desk, "G", "Grid", "grid", "B"))
assert refused(grids.add, desk, "G", {"name": "Other"}) == "roster.exists"
assert refused(grids.fields, desk, "B", parent="G") == "grid.cycle"
assert roster.change(desk, "grid", "G", {"name": "New"}).fields == {"name": "New"}
assert [(one.code, one.depth) for one in grids.branches(desk)] == [("B", 0), ("G", 1)]

saved = officers.add(desk, "W", officers.fields("Wang", "officer", 3), "G")
assert (saved.code, saved.grid, saved.fields["quota"]) == ("W", "G", 3)
officers.add(desk, "V", officers.fields("Wang", "officer"))
assert officers.namesakes(desk, "V", "Wang") == ["W"]
assert refused(officers.add, desk, "W", {"name": "Wang"}) == "officer.exists"
officers.assign(desk, "V", "G", TODAY)
days = date(2025, 11, 3), date(2025, 11, 4)
assert len(list(officers.doubts(desk, *days))) == 1
officers.grant_leave(desk, "W", leave(*days, "ill"))
assert officers.cancel_leave(desk, desk.find("officer", "W"), (TODAY, days[0])) == days[0]
assert refused(officers.cancel_leave, desk, desk.find("officer", "W"), (TODAY,)) == "leave.none"

fields = enterprises.fields(desk, "Works", uscc="1", status=None)
assert [one["uscc"] for one in desk.heard] == ["1"]
assert enterprises.add(desk, enterprises.new_code(desk, "E"), fields, "G").grid == "G"
assert refused(enterprises.new_code, desk, "E") == refused(enterprises.add, desk, "E", fields) == "roster.exists"
assert [one.has_same_number for one in enterprises.twins(desk, "F", "", "1")] == [True]
assert enterprises.edit(desk, "E", {"name": "Mill"}, "B").grid == "B"
assert refused(enterprises.edit, desk, "E", {"name": "Mill"}, "B") == "roster.same"
assert refused(splitting.split, desk, "enterprise", "E", "F", "") == "split.one"
assert refused(roster.remove, desk, "grid", desk.find("grid", "G"), "wrong") == "roster.in_use"
roster.remove(desk, "enterprise", desk.find("enterprise", "E"), "wrong")
assert list(removed_in_use(desk.store.connection, desk.today)) == []
end(desk)
"""


A_ZONE = """
from gridlog.core.nouns.spotcheck.life import RULE, Lot, Said
from gridlog.ledgers import queries
from gridlog.work import calendar, settings, spotchecks, visits
from gridlog.work.calendar import DayRule
from gridlog.work.disputes import disputed
from gridlog.work.unmasking import record, record_shown
from gridlog.work.visits import Draft

desk = desk_of("one.db")
assert [settings.make_database(desk, "Zone") for _ in range(2)] == [True, False]
assert not settings.remember_officer(desk, "W")
settings.need_key("overvisit_officers")
settings.set_rule(desk, "overvisit_officers", "7")
settings.set_local(desk, "share", str(folder))
assert (desk.rules.zone_name, desk.rules.overvisit_officers) == ("Zone", 7)
assert desk.config.get("share") == str(folder)

calendar.set_day(desk, TODAY, DayRule(calendar.is_work("rest"), "flood"))
assert not desk.calendar(TODAY, date(2025, 11, 22)).is_workday(TODAY)
(folder / "days.csv").write_text("date,work\\n2025-11-21,rest\\n2025-11-22,work\\n2025-11-23,x\\n")
good, bad = {}, []
for number, *found in calendar.days_in(calendar.open_days(str(folder / "days.csv")), date.fromisoformat):
    good.update([found]) if len(found) == 2 else bad.append((number, found[0].code))
assert bad == [(4, "calendar.kind")], bad
assert [calendar.import_days(desk, good, dry_run=one) for one in (True, False, False)] == [2, 2, 0]
assert 2025 in calendar.read_published(desk)

with desk.write() as writer:
    writer.append("officer.saved", {"name": "Wang", "role": "officer"}, "officer/W")
    writer.append("enterprise.saved", {"name": "Works", "phone": "13900000000"}, "enterprise/E")
visit = visits.log_visit(desk, Draft(on=TODAY, enterprise="E", officer="W", note="power"), []).id
lot = Lot(date(2025, 11, 17), date(2025, 11, 24), 100, 1)
assert spotchecks.try_draw(desk, lot, RULE).chosen == [visit]
drawn = spotchecks.draw(desk, lot, RULE, "W")
assert spotchecks.try_draw(desk, lot, RULE).before == [drawn.id]
said = Said(True, True, 5, "")
assert refused(spotchecks.record, desk, visit, "00", said, "V") == "spotcheck.not_drawn"
assert [spotchecks.record(desk, visit, None, said, "V").is_again for _ in range(2)] == [False, True]

enterprises = queries.enterprises(desk.today, True, desk.rules.report_level)
desk.heard = ()
record(desk, "enterprises", enterprises, since=TODAY)
record_shown(desk, "enterprises", enterprises)
record(desk, "grids", queries.grids())
assert desk.heard == ({"n": 1}, {"n": 1})
assert list(disputed(desk.store.connection)) == []
end(desk)
"""

A_FILE = """
from gridlog.work import take_in, visits
from gridlog.work.amending import Wish
from gridlog.work.take_in import Options

desk = desk_of("one.db")
desk.open(create=True)
with desk.write(anybody=True) as writer:
    writer.append("officer.saved", {"name": "Wang", "role": "officer"}, "officer/W")
    for code in "EF":
        writer.append("enterprise.saved", {"name": "Works " + code}, "enterprise/" + code)


def taken(text, **options):
    (folder / "visits.csv").write_text(text)
    wanted = Options(**options)
    opened = take_in.open_file(desk, str(folder / "visits.csv"), wanted)
    done = take_in.take(desk, opened, wanted, counts.append).tally
    assert refused(take_in.need_good, done, wanted) == ("import.bad_rows" if done.bad and not wanted.skip_bad else None)
    return done


counts = []
rows = "date,enterprise,note\\n2025-11-20,Works E,power\\n2025-11-21,Nobody,gas\\n"
whole = taken(rows, officer="W")
assert (whole.new, whole.bad, [(at, one.code) for at, one in whole.first_bad]) == (1, 1, [(3, "name.unknown")]), whole.first_bad
assert taken(rows, officer="W", dry_run=True, skip_bad=True).new == 1  # nothing was kept of either
assert taken(rows, officer="W", skip_bad=True).new == 1
assert taken(rows, officer="W", skip_bad=True).known == 1
assert counts == [2, 2, 2, 2], counts

((id,),) = desk.store.connection.execute("SELECT id FROM visits").fetchall()
rows = "id,date,enterprise,officer,note\\n" + id + ",2025-11-20,Works F,Wang,water\\n"
left = taken(rows)
assert [(at, len(row.changes)) for at, row in left.first_changed] == [(2, 2)]
try:
    take_in.need_all(left, Options(strict=True))
except NotMet as problem:
    assert problem.values == {"bad": 0, "changed": 1}
assert taken(rows, wish=Wish(True, "wrong")).moved == [(id, "F")]
assert visits.visit_now(desk, id).note == "water"
end(desk)
"""

FILES = """
from gridlog.work import enrolling

desk = desk_of("one.db")
desk.open(create=True)
(folder / "grids.csv").write_text("code,name,level,parent\\nB,Block,block,\\nG,Grid,grid,B\\n")
(folder / "officers.csv").write_text("code,name,grid\\nW,Wang,G\\n")


def enrolled(*names, **more):
    rolls, unread = enrolling.read_files([str(folder / name) for name in names], None)
    assert unread == []
    done = enrolling.enrol(desk, rolls, **more)
    assert refused(enrolling.need_good, done) == ("roster.bad_rows" if done.plan.bad else None)
    return [(one.rows, [change.word for change in one.changes]) for one in done.parts]


both = ("officers.csv", "grids.csv")
new = [(2, ["new", "new"]), (1, ["new"])]
assert enrolled(*both, dry_run=True) == enrolled(*both) == new  # a dry run keeps nothing
assert enrolled(*both) == [(2, ["same", "same"]), (1, ["same"])]
(folder / "officers.csv").write_text("code,name,grid\\nV,Li,G\\nX,Zhao,nowhere\\n")
enrolled("officers.csv")
assert desk.store.connection.execute("SELECT code FROM officers").fetchall() == [("W",)]
end(desk)
"""

A_WEEK = """
from types import SimpleNamespace

from gridlog.core.figures import week as week_figures
from gridlog.core.nouns.report.figures import summary_as_handed_in
from gridlog.papers import remarks
from gridlog.papers.html import html
from gridlog.papers.week import summary
from gridlog.reports import weekly
from gridlog.reports.view import View
from gridlog.reports.zone import Zone
from gridlog.work.handing_in import hand_in, month_of, week_of
from gridlog.work.short import need_met

MONDAY = date(2025, 11, 17)
desk = desk_of("one.db")
desk.open(create=True)
with desk.write(anybody=True) as writer:
    writer.append("grid.saved", {"name": "Gate", "level": "block", "parent": ""}, "grid/B")
    writer.append("officer.saved", {"name": "Wang", "role": "officer"}, "officer/W")
    writer.append("officer.assigned", {"grid": "B", "from": "2025-01-01"}, "officer/W")


def handed_in(period, reason=""):
    with hand_in(desk, period, reason):
        pass
    return desk.heard[-1]["done"]


assert refused(handed_in, week_of(MONDAY), "wrong") == "report.not_frozen"
assert refused(handed_in, month_of(date(2025, 11, 1))) == "report.too_early"
assert "2025-W47" in handed_in(week_of(MONDAY))
assert "--reason" in handed_in(week_of(MONDAY))
try:
    need_met("2025-W47", [SimpleNamespace(officer="Wang", required=5, counted=4, short=1)])
except NotMet as problem:
    assert problem.values["count"] == 1
assert "一样" in handed_in(week_of(MONDAY), "no change")

seen = View(Zone(desk.store.connection, desk.today), desk.now)
figures = weekly.week(seen.zone, MONDAY)
frozen = seen.zone.frozen("2025-W47")
told = summary_as_handed_in(frozen)
notes = remarks.of_origin(seen.origin("2025-W47", frozen))
paper = html(summary(seen.letter(), figures, week_figures.tables(figures), told, notes, frozen))
assert "Wang" in paper and "Gate" in paper and "2025-11-21 16:00" in paper
end(desk)
"""

A_SAMPLE = """
from gridlog.machine.sample import folder as of_sample
from gridlog.work import enrolling, sample

desk = desk_of("one.db")
desk.open(create=True)
sample.mark(desk)
files = [str(of_sample() / name) for name in ("grids.csv", "officers.csv", "enterprises.csv")]
enrolling.enrol(desk, enrolling.read_files(files, None)[0])
sample.grant_leaves(desk, of_sample() / "leave.csv")
assert desk.rules.demo
assert sample.replay(desk, of_sample() / "issues.jsonl") > 100
assert desk.now == NOW
end(desk)
"""

WORK = {
    "a visit, an issue and a sync": ONE_DAY,
    "a week that is handed in": A_WEEK,
    "a roster": A_ROSTER,
    "a zone": A_ZONE,
    "a file of visits": A_FILE,
    "a roster's files": FILES,
    "the sample": A_SAMPLE,
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_what_a_command_does_needs_no_command_line(work: str, tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(BEGUN + work, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "work.py"), str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", "[]\n")
