"""The sample of the other half of the zone's work: made again the same, taken in without a bad line, true to the article."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Run, objects, sql

DATA = Path(__file__).parents[2] / "data"
FILES = (
    "roster import {data}/grids.csv {data}/officers.csv {data}/enterprises.csv",
    "roster import {data}/task-force.csv --kind officers",
    "station import {data}/stations.csv {data}/duties.csv {data}/handovers.csv",
    "project import {data}/projects.csv {data}/milestones.csv {data}/logs.csv {data}/progress.csv",
    "plan import {data}/plans.csv {data}/needs.csv {data}/measures.csv",
    "premises import {data}/premises.csv {data}/occupancy.csv",
    "indicator import {data}/indicators.csv",
)


def test_the_files_are_made_again_with_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DATA))
    monkeypatch.delitem(sys.modules, "make", raising=False)
    import make
    import make_more

    for name, rows in make_more.made().items():
        assert make.as_csv(make_more.COLUMNS[name], rows) == (DATA / name).read_text(encoding="utf-8"), name
    monkeypatch.delitem(sys.modules, "make", raising=False)
    monkeypatch.delitem(sys.modules, "make_more", raising=False)


def test_every_file_is_taken_in_and_known_again(run: Run, tmp_path: Path) -> None:
    assert run("init --officer DISP1").code == 0
    for line in FILES:
        done = run(line.format(data=DATA.as_posix()))
        assert done.code == 0, (line, done.err)
    before = sql(tmp_path, "SELECT count(*) FROM events")
    for line in FILES[1:]:
        assert run(line.format(data=DATA.as_posix())).code == 0, line
    assert sql(tmp_path, "SELECT count(*) FROM events") == before
    told = {
        row["key"]: (Decimal(str(row["value"])), float(str(row["growth"])))
        for key in ("taxable_sales", "local_tax")
        for row in objects(run(f"indicator show 2022-H1 --key {key} --by zone --json"))
    }
    assert told["taxable_sales"] == (Decimal(778800), 0.13)
    assert told["local_tax"] == (Decimal(14800), 0.12)
    lights = [row["light"] for row in objects(run("project list --json"))]
    assert (lights.count("red"), lights.count("yellow"), len(lights)) == (1, 1, 11)
    assert len(objects(run("station list --json"))) == 7
    assert len(objects(run("plan list --json"))) == 12
    parts = sql(tmp_path, "SELECT DISTINCT park, part FROM premises WHERE park LIKE '智谷%' ORDER BY part")
    assert parts == [("智谷科创园", "A区"), ("智谷科创园", "B区"), ("智谷科创园", "C区")]
