"""A desk reads the zone's rules once, and again when something was written."""

from datetime import datetime
from pathlib import Path

import pytest

from gridlog.core.when import ZONE
from gridlog.machine.config import Config
from gridlog.work.desk import Desk
from tests.conftest import Run

NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)


@pytest.mark.usefixtures("small")
def test_rules_that_arrive_by_another_way_than_a_command_are_read_anew(tmp_path: Path) -> None:
    desk = Desk(Config({}), lambda: NOW, str(tmp_path / "zone.db"))
    assert desk.rules.quota == 5
    with desk.store.change() as connection:  # as a sync does
        connection.execute("INSERT INTO settings VALUES ('quota', '4')")
    assert desk.rules.quota == 4
    desk.close()


def test_a_negative_number_is_a_value_of_a_rule_and_no_option(run: Run) -> None:
    assert run("init").code == 0
    done = run("config set quota -1")
    assert (done.code, "quota 要在 0 到 50 之间，不能是“-1”" in done.err) == (2, True)
    assert run("config set quota 5 --jsn").code == 2
