"""`visit import`: a file of visits taken in."""

import sys
from typing import Annotated

import typer

from gridlog.cli.sheets import list_more, list_skipped, name_filled, name_others, name_unknown, row_at, short
from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.options import CheckOnly, OfficerName, Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.errors import Usage
from gridlog.words.language import fill, pick, two
from gridlog.work.amending import Differing, Wish
from gridlog.work.take_in import LISTED, Options, Taken, Tally, need_all, need_good, open_file, take
from gridlog.work.visits import say_open_issues

app = typer.Typer()

EVERY = 20_000


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=two("CSV、xlsx、xls 或 ods 文件，- 为标准输入", "A CSV, xlsx, xls or ods file; - is stdin"),
        ),
    ],
    dry_run: CheckOnly = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help=two("跳过有误的行", "Leave out the rows that are wrong"))
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help=two(
                "把本工具导出的文件里改过的行记为更正，须写 --reason",
                "Record the changed rows of our own export as corrections; needs --reason",
            ),
        ),
    ] = False,
    reason: Reason = "",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help=two(
                "有跳过的错行、没有改的不同行时退出码为 7",
                "Exit with 7 where a bad row was skipped or a differing one left as it was",
            ),
        ),
    ] = False,
    by: OfficerName = None,
) -> None:
    here = session(ctx)
    if reason and not update:
        raise Usage("import.reason_idle")
    why = required(reason, two("更正原因", "Why"), "--reason") if update and not dry_run else reason or "—"
    import_visits(here, file, Options(dry_run, skip_bad, strict, by, Wish(update, why)))


def import_visits(here: Session, file: str, options: Options) -> None:
    """Take the visits of one file in and tell what became of its rows. Raises what `need_good` and `need_all` do."""
    opened = open_file(here, file, options)
    name_unknown(opened.sheet)
    name_others(opened.sheet)
    taken = take(here, opened, options, _count_aloud)
    name_filled(taken.sheet)
    _list_rows(taken)
    need_good(taken.tally, options)
    for id, enterprise in taken.tally.moved[:LISTED]:
        say_open_issues(here, id, enterprise)
    _sum_up(taken.tally, options)
    need_all(taken.tally, options)


def _sum_up(tally: Tally, options: Options) -> None:
    changed = (
        two("，更正 {n} 条", ", {n} corrected")
        if options.wish.update
        else two(
            "，与记录不同 {n} 条（没有改；要更正请加 --update --reason）",
            ", {n} differ from what is recorded (unchanged; --update --reason corrects them)",
        )
    )
    more = {
        changed: tally.changed,
        two("，作废未导入 {n} 条", ", {n} void ones left out"): tally.void,
        two("，合计、备注等 {n} 行不是走访", ", {n} rows are no visits (totals, remarks)"): tally.skipped,
    }
    tell(
        two(
            "{head}导入 {new} 条走访，跳过已有 {known} 条，有误 {bad} 条{more}",
            "{head}{new} visits imported, {known} known already, {bad} bad{more}",
        ),
        head=pick(two("试运行：", "dry run: ")) if options.dry_run else "",
        new=tally.new,
        known=tally.known,
        bad=tally.bad,
        more="".join(fill(text, n=count) for text, count in more.items() if count),
    )


def _count_aloud(total: int) -> None:
    """A running count on a terminal while there is much to read."""
    if total % EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{total}\r")


def _list_rows(taken: Taken) -> None:
    sheet, tally = taken
    for number, text in tally.first_skipped:
        list_skipped(sheet, number, text)
    list_more(tally.skipped - LISTED)
    for number, problem in [*tally.first_noted, *tally.first_bad]:
        say(two("{at}：{reason}", "{at}: {reason}"), at=row_at(sheet.tab, number), reason=sentence(problem))
    for number, row in tally.first_changed:
        say(
            two("{at}与记录不同：{text}", "{at} differs from what is recorded: {text}"),
            at=row_at(sheet.tab, number),
            text=_differing(row),
        )
    for count, text in (
        (tally.changed, two("……还有 {more} 行与记录不同", "… and {more} more differ")),
        (tally.noted, two("……还有 {more} 处提醒", "… and {more} more notes")),
        (tally.bad, two("……还有 {more} 行有误", "… and {more} more")),
    ):
        if count > LISTED:
            say(text, more=count - LISTED)


def _differing(row: Differing) -> str:
    """The visit, and of each field what is recorded and what the row says."""
    pattern = two("{heading}“{old}”→“{new}”", "{heading} '{old}' -> '{new}'")
    fields = [
        fill(pattern, heading=one.heading, old=_one_line(one.old), new=_one_line(one.new))
        for one in row.changes
    ]
    return f"{row.id} {row.on} {row.enterprise} {'; '.join(fields)}"


def _one_line(text: str) -> str:
    return short(" ".join(text.split()))
