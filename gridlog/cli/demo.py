"""`gridlog demo`: the main job on the sample zone, and a database to play with afterwards."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import Session, session
from gridlog.core.event import SHORT
from gridlog.core.when import parse_instant
from gridlog.errors import Refused
from gridlog.machine.sample import folder
from gridlog.store import questions
from gridlog.words.language import language, two
from gridlog.work import sample

app = typer.Typer()

TODAY = "2025-11-21T16:00:00+08:00"
WEEK = "2025-W47"
BLOCKED = "演示电器03公司"  # a made-up enterprise with a task force


@app.command("demo")
def demo(
    ctx: typer.Context,
    folder_: Annotated[
        Path,
        typer.Argument(metavar="DIR", help=two("放演示数据库的目录", "Where to put the demo's database")),
    ] = Path("gridlog-demo"),
) -> None:
    path = folder_ / "gridlog.db"
    if path.exists():
        raise Refused("demo.exists", path=path)
    session(ctx)
    here = Session(str(path), parse_instant(TODAY))
    here.open(create=True)
    try:
        _fill(here)
        _walk(here, path)
    finally:
        here.close()


def _fill(here: Session) -> None:
    from gridlog.cli.roster.importing import import_roster
    from gridlog.cli.visit.importing import import_visits
    from gridlog.work.take_in import Options

    data = folder()
    tell(
        two(
            "一、建库，导入演示底册（全部为演示数据）",
            "1. A database and the sample roster (all of it synthetic)",
        )
    )
    sample.mark(here)
    files = [str(data / name) for name in ("grids.csv", "officers.csv", "enterprises.csv")]
    _echo("roster import grids.csv officers.csv enterprises.csv")
    import_roster(here, files, None, False, None)
    sample.grant_leaves(here, data / "leave.csv")
    tell(two("二、十二周走访", "2. Twelve weeks of visits"))
    _echo("visit import visits.csv")
    import_visits(here, str(data / "visits.csv"), Options())
    tell(two("三、问题从登记到销号", "3. Issues, from raised to closed"))
    tell(
        two("   重放 {count} 个办理步骤", "   {count} steps replayed"),
        count=sample.replay(here, data / "issues.jsonl"),
    )


def _echo(command: str) -> None:
    tell("$ gridlog {command}", command=command)


def _walk(here: Session, path: Path) -> None:
    """One officer's day: a visit with an issue, the issue carried to its end, the week, the export."""
    here.close()
    tell("")
    tell(
        two(
            "四、走访一家企业，顺手登记问题，再一路办到销号",
            "4. A visit, an issue in the same breath, carried to its end",
        )
    )
    _run(
        path,
        "visit",
        "add",
        "演示线束01",
        "--by",
        "QL01",
        "--issue",
        "演示：午后电压波动",
        "--category",
        "POWER",
    )
    id = _newest_issue(here)
    _run(path, "issue", "assign", id, "供电所", "--by", "DISP1")
    result = ("--result", "solved", "--text", "演示：已调整变压器档位", "--satisfaction", "5")
    _run(path, "issue", "close", id, *result, "--by", "QL01")
    _run(path, "issue", "history", id)
    tell("")
    tell(
        two(
            "五、周五下午的周汇总、超期未访、超期问题",
            "5. Friday afternoon: the week, who was not visited, what is overdue",
        )
    )
    _run(path, "report", "week", WEEK, "--by", "block")
    _run(path, "report", "coverage")
    _run(path, "issue", "list", "--overdue", "--open")
    show_more(here, path)
    tell("")
    tell(
        two(
            "演示数据库在 {path}，可以随便试，例如：",
            "The demo's database is {path}; play with it, for example:",
        ),
        path=path,
    )
    for words in (
        f"visit list --week {WEEK}",
        f"report week {WEEK}",
        "report day",
        "project list",
        "export visits --excel -o visits.csv",
    ):
        tell("  gridlog --db {path} {words}", path=path, words=words)


def show_more(here: Session, path: Path) -> None:
    """The other half of the work: task forces, plans, stations, indicators, premises."""
    tell("")
    tell(
        two(
            "六、专班、方案、服务站、指标、载体",
            "6. Task forces, plans, stations, indicators, premises",
        )
    )
    here.open(create=False)
    counts = sample.fill_more(here, folder())
    here.close()
    tell("   {counts}", counts="  ".join(f"{name}.csv {count}" for name, count in counts.items()))
    blocker = (
        "issue",
        "raise",
        BLOCKED,
        "演示：塔吊进场受阻",
        "--category",
        "OTHER",
        "--project",
        "PRJ-7",
        "--by",
        "DQ05",
    )
    _run(path, *blocker)
    _run(path, "project", "show", "PRJ-7")
    for light in ("red", "yellow"):
        _run(path, "project", "list", "--light", light)
    _run(path, "station", "check", "--from", "2025-11-17", "--until", "2025-11-30")
    _run(path, "plan", "list", "--overdue")
    _run(path, "indicator", "show", "2022-H1", "--by", "zone")
    _run(path, "premises", "match", "--kind", "plant", "--area", "2500", "--power", "500")


def _run(path: Path, *words: str) -> None:
    """One command as a user would type it, on the demo's day."""
    from gridlog.cli.shell.app import main

    tell("")
    _echo(" ".join(words))
    main(["--db", str(path), "--lang", language(), *words], datetime.fromisoformat(TODAY))


def _newest_issue(here: Session) -> str:
    here.open(create=False)
    id = questions.newest_issue(here.store.connection)
    here.close()
    return id[:SHORT]
