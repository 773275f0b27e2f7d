"""A day's work without a terminal: what a command does can be called by another front end."""

import os
import subprocess
import sys
from pathlib import Path

WORK = """
import sys
from datetime import date, datetime
from pathlib import Path

from gridlog.machine.config import Config
from gridlog.share import membership
from gridlog.share.sync import Self, exchange
from gridlog.work import issues, visits
from gridlog.work.desk import Desk
from gridlog.work.issues import Begun, IssueDraft, Raised, Revisit
from gridlog.work.visits import Draft

folder = Path(sys.argv[1])
NOW = datetime.fromisoformat("2025-11-21T16:00:00+08:00")
TODAY = date(2025, 11, 21)


class Window(Desk):
    heard = ()

    def say(self, text, /, **values):
        self.heard = (*self.heard, values)


def desk_of(name):
    return Window(Config({"HOME": str(folder), "GRIDLOG_OFFICER": "W"}), lambda: NOW, str(folder / name))


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
first.close()
second.close()
print(sorted(name for name in sys.modules if name.startswith(("typer", "gridlog.cli"))))
"""


def test_a_visit_an_issue_and_a_sync_need_no_command_line(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(WORK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "work.py"), str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", "[]\n")
