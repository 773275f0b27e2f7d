"""The `import` command of a noun: the files that its folder declares are chosen, taken in, and told of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from gridlog.cli.sheets import name_filled, name_others, name_skipped, name_unknown, row_at
from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session
from gridlog.errors import Refused, Usage
from gridlog.store.file import Writer
from gridlog.words.language import fill, pick, two
from gridlog.work.noun_files import Completed, Judge, Tally, kind_of, take_in

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help=two("CSV（UTF-8 或 GBK）、xlsx、xls、ods 文件", "CSV (UTF-8 or GBK), xlsx, xls or ods files"),
    ),
]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=two("文件里列的是什么；默认看表头", "What the files list; by default from their headings"),
    ),
]
SkipBad = Annotated[
    bool,
    typer.Option(
        "--skip-bad", help=two("跳过有误的行，其余照样导入", "Leave out bad rows and import the others")
    ),
]
MORE = two("……还有 {more} 行有误", "… and {more} more")
TAKEN = two(
    "{head}{path}（{name}）：新增 {new} 行，更新 {changed} 行，已有 {known} 行，有误 {bad} 行",
    "{head}{path} ({name}): {new} new, {changed} changed, {known} known already, {bad} bad",
)


def import_files(
    here: Session,
    kinds: Mapping[str, str],
    paths: Sequence[str],
    kind: str,
    dry_run: bool,
    skip_bad: bool,
    judges: Mapping[str, Callable[[Writer], Judge]] = {},
    completed: Completed | None = None,
) -> None:
    """Take in files, each in a transaction of its own, in the order given.

    `kinds` has the noun of each file that the command takes, by the name of the file; `judges` has the judge of the lines
    of a file, where there is one, and `completed` is as in `take_in`. Raises Usage and Refused.
    """
    if kind and kind not in kinds:
        raise Usage("word.unknown", value=kind, known=", ".join(kinds))
    here.store  # noqa: B018  # a missing database is said before a file is read
    for path in paths:
        name = kind or (next(iter(kinds)) if len(kinds) == 1 else kind_of(path, kinds))
        tally = take_in(
            here,
            kinds[name],
            name,
            path,
            dry_run=dry_run,
            skip_bad=skip_bad,
            judge=judges.get(name),
            completed=completed,
        )
        tell_file(path, tally, dry_run, skip_bad, MORE, TAKEN, name)


def tell_file(
    path: str, tally: Tally, dry_run: bool, skip_bad: bool, more: str, taken: str, name: str = ""
) -> None:
    """Say what became of a file; `more` says how many bad lines are not listed, `taken` what was taken in.

    Raises Refused for bad lines that are not skipped.
    """
    name_unknown(tally.sheet)
    name_others(tally.sheet)
    name_filled(tally.sheet)
    name_skipped(tally.sheet)
    for number, problem in tally.bad:
        say(
            two("{at}：{reason}", "{at}: {reason}"),
            at=row_at(tally.sheet.tab, number),
            reason=sentence(problem),
        )
    if tally.bad_count > len(tally.bad):
        say(more, more=tally.bad_count - len(tally.bad))
    if tally.is_kept or dry_run:
        tell(
            taken,
            head=pick(two("试运行：", "dry run: ")) if dry_run else "",
            path=fill("{path}", path=path),
            name=name,
            new=tally.new,
            changed=tally.changed,
            known=tally.known,
            bad=tally.bad_count,
            **tally.of,
        )
    if tally.bad_count and not skip_bad:
        raise Refused("import.bad_rows", count=tally.bad_count)
