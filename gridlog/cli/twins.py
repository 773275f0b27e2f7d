"""Before something is saved: an enterprise that may be the same one, an officer of the same name."""

from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, confirmed
from gridlog.core.roster import twin_key
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.words.language import listed, pick, two


def mind_twins(here: Session, code: str, name: str, uscc: str, yes: bool) -> None:
    """Say which enterprises may be the same one, and ask on a terminal. Raises Refused for a no."""
    twins = list(_twins(here, code, name, uscc))
    if not twins:
        return
    say(
        two(
            "注意：可能已有同一家企业：{twins}",
            "Warning: this may be an enterprise there is already: {twins}",
        ),
        twins=listed(twins),
    )
    if not confirmed(two("仍然保存？", "Save it all the same?"), yes, default=False):
        raise Refused("roster.declined", code=code)


def say_same_name(here: Session, code: str, name: str) -> None:
    """Say which other officers have this very name: by the name alone nobody can be meant any more."""
    others = [one.code for one in lookup.by_name(here.store.connection, "officer", name) if one.code != code]
    if others:
        say(
            two(
                "注意：{codes} 也叫 {name}，以后按姓名会找到不止一人，请用编号",
                "Warning: {codes} is called {name} too; the name finds more than one from now on, use the code",
            ),
            codes=listed(others),
            name=name,
        )


def _twins(here: Session, code: str, name: str, uscc: str) -> list[str]:
    """The other enterprises with this credit code or a name like this, each with the reason."""
    wanted = twin_key(name) if name else ""
    same_code = pick(two("信用代码相同", "the same credit code"))
    same_name = pick(two("名称相近", "a name alike"))
    found = []
    for other, called, number in questions.other_enterprises(here.store.connection, code):
        if uscc and number.upper() == uscc.upper():
            found.append(f"{other} {called} ({same_code})")
        elif wanted and twin_key(called) == wanted:
            found.append(f"{other} {called} ({same_name})")
    return found
