"""`split` and `remove` of enterprise, officer and grid, and what is said of codes that a sync brought into trouble."""

from collections.abc import Mapping, Sequence

from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, required
from gridlog.core import roster
from gridlog.core.dispute import Namesake
from gridlog.core.nouns import life_of
from gridlog.errors import Refused
from gridlog.words.language import language, listed, minute, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work import merging, splitting
from gridlog.work.hanging import removed_in_use, uses_text
from gridlog.work.roster import remove as remove_row
from gridlog.work.splitting import Parting, Use

FIX = {
    "visit": "gridlog visit edit {id} --enterprise {into} --reason TEXT",
    "issue": "gridlog issue edit {id} --enterprise {into} --reason TEXT",
}
LISTED = 20


def split(here: Session, noun: str, code: str, into: str, name: str, dry_run: bool) -> None:
    """Give one of the things under `code` the code `into`, and tell what went along. Raises Refused."""
    into = roster.check_code(into, noun)
    code = here.find(noun, code).code
    _tell(noun, code, into, splitting.split(here, noun, code, into, name, dry_run), dry_run)
    if noun == "officer" and not dry_run:
        mind_me(here)


def remove(here: Session, noun: str, typed: str, reason: str) -> None:
    """Take a code back. Raises Refused where visits, issues or anything else hangs on it."""
    found = here.find(noun, typed)
    remove_row(here, noun, found, required(reason, two("撤销原因", "Why"), "--reason"))
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


def merge(here: Session, typed: str, into: str, reason: str, yes: bool) -> None:
    """Make two entries of one enterprise one, and tell what follows. Raises Refused."""
    going, stays = merging.entry(here, typed), here.find("enterprise", into)
    why = required(reason, two("合并原因", "Why"), "--reason", yes)
    if numbers := merging.numbers_differ(here, going.code, stays.code):
        _mind_numbers(going.code, stays.code, numbers, yes)
    done = merging.merge(here, going.code, stays.code, why)
    tell(
        two(
            "{code} {name} 已并入 {into} {other}，跟着走的记录：{rows}",
            "{code} {name} is merged into {into} {other}; records that follow: {rows}",
        ),
        code=going.code,
        name=going.name,
        into=stays.code,
        other=stays.name,
        rows=_counts(done.rows),
    )


def _mind_numbers(code: str, into: str, numbers: tuple[str, str], yes: bool) -> None:
    """Ask whether entries with different credit codes are one enterprise. Raises Refused for a no, and in a script."""
    told = Refused("enterprise.other_number", code=code, into=into, number=numbers[0], other=numbers[1])
    if yes:
        return
    if not is_asking():
        raise told
    question = two(
        "信用代码不同（{0}、{1}），确实是一家", "The credit codes differ ({0}, {1}); is it one firm"
    )
    if not confirmed(pick(question).format(*numbers), yes, default=False):
        raise Refused("enterprise.merge_declined", code=code)


def _counts(rows: Mapping[str, int]) -> str:
    """Return how many rows of each noun, in words."""
    none = pick(two("没有", "none"))
    return listed(f"{shown('noun', noun, language())} {count}" for noun, count in rows.items()) or none


def follow_merges(here: Session) -> None:
    """Let what this device recorded of merged enterprises follow, and say what other devices still have to let follow."""
    if rows := merging.part_again(here):
        say(
            two(
                "企业合并已撤回：本机登记、随合并改记的 {rows} 已改回原来的企业，下次同步发出。",
                "A merge of enterprises was undone: {rows} of this device that had followed it name the first entry again; the next sync sends it.",
            ),
            rows=_counts(rows),
        )
    for code, into, event in merging.left_with(here):
        say(
            two(
                "企业 {code} 并入 {into} 已撤回，还有一条记录留在 {into} 名下；登记它的设备同步后会自动改回，或运行 gridlog undo {event}",
                "The merge of {code} into {into} was undone, and a record stays with {into}; the device that made it takes it back at its sync, "
                "or run gridlog undo {event}",
            ),
            code=code,
            into=into,
            event=event[:10],
        )
    if rows := merging.follow(here):
        say(
            two(
                "企业已合并：本机登记的 {rows} 已改记到并入的企业名下，下次同步发出。",
                "Enterprises were merged: {rows} of this device count to the other entry now; the next sync sends it.",
            ),
            rows=_counts(rows),
        )
    for code, into, event in merging.circles(here.store.connection):
        say(
            two(
                "注意：企业 {code} 并入了 {into}，而 {into} 在另一台设备上又并入了它，两个都不在名单里了。撤回其中一次：gridlog undo {event}",
                "Warning: the enterprise {code} was merged into {into}, and another device merged {into} into it, so neither is in any list. "
                "Undo one of the two: gridlog undo {event}",
            ),
            code=code,
            into=into,
            event=event[:10],
        )
    for code, into, count in merging.left_behind(here.store.connection):
        say(
            two(
                "企业 {code} 已并入 {into}，又收到记在 {code} 名下的 {count} 条；登记它们的设备同步后会自动转过去，"
                "或运行 gridlog enterprise merge {code} {into}",
                "The enterprise {code} was merged into {into}, and {count} records of {code} came in; the device that made them lets "
                "them follow at its sync, or run gridlog enterprise merge {code} {into}",
            ),
            code=code,
            into=into,
            count=count,
        )


def _tell(noun: str, code: str, into: str, done: Parting, dry_run: bool) -> None:
    tell(
        two(
            "{head}{code} 仍是{noun} {stays}；{goes} 改用编号 {into}，跟着走的记录 {count} 条",
            "{head}{code} stays the {noun} {stays}; {goes} has the code {into} now, {count} records went along",
        ),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        noun=shown("noun", noun, language()),
        code=code,
        stays=done.stays,
        goes=done.goes,
        into=into,
        count=len({(use.noun, use.id) for use in done.moved}),
    )
    if done.unsure:
        say(
            two(
                "有 {count} 条记录看不出指哪一个，仍留在 {code}，请逐条核对；在登记它们的设备上再运行一次本命令，或许能分清：",
                "{count} records do not tell which one they mean and stay with {code}; check each. The device that made them may "
                "know: run this command there too:",
            ),
            count=len(done.unsure),
            code=code,
        )
        _list_unsure(noun, into, done.unsure)


def _list_unsure(noun: str, into: str, unsure: Sequence[Use]) -> None:
    for use in unsure[:LISTED]:
        short = use.id[:10] if use.noun in FIX else use.id
        fix = FIX[use.noun].format(id=short, into=into) if noun == "enterprise" and use.noun in FIX else ""
        say("  {noun} {id} {by} {time}  {fix}", noun=shown("noun", use.noun, language()), id=short, by=use.setter.by,
            time=minute(use.setter.time), fix=fix)  # fmt: skip
    if len(unsure) > LISTED:
        say(two("  ……还有 {more} 条", "  … and {more} more"), more=len(unsure) - LISTED)


def call_out_shared(here: Session) -> None:
    """Say which codes two things share, with the command to run."""
    for noun, code, things in splitting.shared(here.store.connection):
        _say_shared(noun, code, things)


def call_out_removed(here: Session) -> None:
    """Say which codes were removed on one device and used on another."""
    for noun, code, uses in removed_in_use(here.store.connection, here.today):
        say(
            two(
                "注意：{noun} {code} 已撤销，但还有 {uses} 用着它。重新新增：gridlog {command} add {code} 名称；或逐条更正",
                "Warning: the {noun} {code} was removed, but {uses} still name it. Add it again: "
                "gridlog {command} add {code} NAME; or correct each",
            ),
            noun=shown("noun", noun, language()),
            code=code,
            uses=uses_text(uses),
            command=noun,
        )


def call_out_late(here: Session, since: int) -> None:
    """Say of which splits something came in after the place `since`, with the command to run."""
    for noun, code, into, found in splitting.late(here.store.connection, since):
        say(
            two(
                "{goes} 已改用编号 {into}，又收到它以 {code} 登记的内容 {count} 项。运行：gridlog {command} split {code} {into}",
                "{goes} has the code {into} now, and {count} more things of it came in under {code}; "
                "run gridlog {command} split {code} {into}",
            ),
            goes=found.goes,
            into=into,
            code=code,
            count=len(found.facts),
            command=noun,
        )


def mind_me(here: Session) -> None:
    """Say so where the officer of this device is set to a code that another officer has kept."""
    me = here.me_or_nobody()
    for into, name in splitting.renamed_here(here.store.connection, me) if me else ():
        say(
            two(
                "注意：本机专员设为 {me}，{name} 已改用编号 {into}。您若是 {name}：gridlog config set officer {into}",
                "Warning: this machine's officer is set to {me}, and {name} has the code {into} now. If that is you: "
                "gridlog config set officer {into}",
            ),
            me=me,
            name=name,
            into=into,
        )


def _say_shared(noun: str, code: str, things: Sequence[Namesake]) -> None:
    can_split = f"{noun}.split" in life_of(noun).KINDS
    say(
        two(
            "注意：编号 {code} 下有 {count} 个不同的{noun}：{names}。给后登记的换编号：gridlog {command} split {code} 新编号；"
            "若是同一个：gridlog {command} edit {code} --name 正确名称",
            "Warning: {count} different things have the {noun} code {code}: {names}. Give the later one its own: "
            "gridlog {command} split {code} NEW; if they are one: gridlog {command} edit {code} --name NAME",
        )
        if can_split
        else two(
            "注意：编号 {code} 下有 {count} 个不同的{noun}：{names}。定下它归谁：gridlog {command} edit {code} --name 名称；"
            "另一个用新编号：gridlog {command} add 新编号 名称",
            "Warning: {count} different things have the {noun} code {code}: {names}. Say which one keeps it: "
            "gridlog {command} edit {code} --name NAME; add the other one under a new code: gridlog {command} add NEW NAME",
        ),
        code=code,
        count=len(things),
        noun=shown("noun", noun, language()),
        names=listed(one.name for one in things),
        command=noun,
    )
