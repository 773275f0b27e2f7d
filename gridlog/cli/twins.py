"""Before an enterprise is saved: another one that may be the same, by its credit code or its name."""

from gridlog.cli.session import Session, confirmed
from gridlog.cli.speak import listed, pick, say, two
from gridlog.core.roster import twin_key
from gridlog.errors import Refused


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


def _twins(here: Session, code: str, name: str, uscc: str) -> list[str]:
    """The other enterprises with this credit code or a name like this, each with the reason."""
    wanted = twin_key(name) if name else ""
    same_code = pick(two("信用代码相同", "the same credit code"))
    same_name = pick(two("名称相近", "a name alike"))
    found = []
    for other, called, number in here.store.connection.execute(
        "SELECT code, name, uscc FROM enterprises WHERE code <> ? ORDER BY code", (code,)
    ):
        if uscc and number.upper() == uscc.upper():
            found.append(f"{other} {called} ({same_code})")
        elif wanted and twin_key(called) == wanted:
            found.append(f"{other} {called} ({same_name})")
    return found
