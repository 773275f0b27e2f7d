"""Clocks that are wrong."""

from datetime import datetime, timedelta

import pytest

from gridlog.core.plan import PATIENCE
from gridlog.core.when import ZONE
from tests.support.devices import MINUTE, NOW, Make, assert_alike, assert_idle, cut, published
from tests.support.memory_share import MemoryShare


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_wrong_clock_does_no_lasting_harm(make: Make, year: int) -> None:
    wrong, right, newcomer = make(), make(), make()
    wrong.now = datetime(year, 1, 2, tzinfo=ZONE)
    (visit,) = wrong.log("by a wrong clock")
    published(right, "y")
    wrong.sync()
    right.sync()
    right.edit(visit, "corrected")
    right.sync()
    wrong.sync()
    newcomer.sync()
    assert {device.note(visit) for device in (wrong, right, newcomer)} == {"corrected"}
    assert_alike(wrong, right, newcomer)
    (clock,) = right.connection.execute("SELECT clock FROM replica").fetchone()
    assert clock >> 16 <= (right.now + timedelta(days=1, minutes=1)).timestamp() * 1000
    wrong.now = NOW + MINUTE
    wrong.edit(visit, "by a right clock")
    for device in (wrong, right, newcomer):
        device.sync()
    assert {device.note(visit) for device in (wrong, right, newcomer)} == {"by a right clock"}
    assert_idle(wrong, right, newcomer)


@pytest.mark.parametrize("year", [1970, 2099])
def test_under_a_wrong_clock_damage_is_still_mended(make: Make, share: MemoryShare, year: int) -> None:
    owner, newcomer = make(), make()
    name = published(owner, "x")
    whole = share.files[name]
    share.files[name] = cut(whole)
    newcomer.now = datetime(year, 1, 2, tzinfo=ZONE)
    newcomer.sync()
    newcomer.now = NOW
    newcomer.sync()
    newcomer.now += PATIENCE
    newcomer.sync()
    owner.sync()
    newcomer.sync()
    assert share.files == {name: whole}
    assert_alike(owner, newcomer)
