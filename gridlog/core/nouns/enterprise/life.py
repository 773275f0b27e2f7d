"""The enterprise: its grids and statuses by day; how its events change it, and its rows."""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, civil, flag, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import (
    ALWAYS,
    folded,
    names_of,
    natural,
    removed,
    said_on,
    split,
    stays,
    texts_of,
    twin_key,
)

STATUSES = ("在建", "投产", "停产", "失联", "注销")
ENTERPRISES = Table(
    "enterprises",
    """code name folded initials syllables uscc industry scale key:flag status
       address contact title phone remark""",
    key=True,
    indexes="folded",
)
ENTERPRISE_GRIDS = Table(
    "enterprise_grids",
    "enterprise grid from_on:date until_on:date",
    indexes="""enterprise
               grid""",
)
ENTERPRISE_STATUSES = Table(
    "enterprise_statuses", "enterprise status from_on:date until_on:date", indexes="enterprise"
)
# An enterprise that was merged into another one is here, and in no other table.
ENTERPRISE_MERGES = Table("enterprise_merges", "code name folded merged_into", key=True, indexes="folded")
TABLES = (
    ENTERPRISES,
    ENTERPRISE_GRIDS,
    ENTERPRISE_STATUSES,
    ENTERPRISE_MERGES,
)

SAME_NAME = twin_key


class Enterprise(NamedTuple):
    """An enterprise the zone serves; `moves` dates the grids it belonged to, `statuses` how it fared.

    `merged_into` is the code of the entry that this one was merged into, empty for an entry of its own.
    """

    code: str
    name: str = ""
    uscc: str = ""
    industry: str = ""
    scale: str = ""
    key: bool = True
    address: str = ""
    contact: str = ""
    title: str = ""
    phone: str = ""
    remark: str = ""
    moves: tuple[tuple[date, str], ...] = ()
    statuses: tuple[tuple[date, str], ...] = ()
    merged_into: str = ""

    @property
    def status(self) -> str:
        """The status that holds last, empty when none was ever said."""
        return max(dict(self.statuses).items(), default=(ALWAYS, ""))[1]


ENTERPRISE_TEXTS = (
    "name",
    "uscc",
    "industry",
    "scale",
    "status",
    "address",
    "contact",
    "title",
    "phone",
    "remark",
)

UNDATED_TEXTS = tuple(key for key in ENTERPRISE_TEXTS if key != "status")


def enterprise_saved(old: Enterprise | None, event: Event) -> Enterprise:
    """Fields that the event names, over those there were."""
    enterprise = old or Enterprise(natural(event, "enterprise"))
    enterprise = enterprise._replace(**texts_of(event.data, UNDATED_TEXTS))  # type: ignore[arg-type]  # all of these are text
    if "key" in event.data:
        enterprise = enterprise._replace(key=flag(event.data, "key"))
    return _with_status(enterprise, event) if "status" in event.data else enterprise


def _with_status(enterprise: Enterprise, event: Event) -> Enterprise:
    """The status that the event says, from the day it says.

    Older versions said no day: there the first status holds since ever, a changed one from the day of the event.
    """
    status = text(event.data, "status")
    if "status_from" in event.data:
        day = civil(event.data, "status_from")
    elif not enterprise.statuses:
        day = ALWAYS
    elif status == enterprise.status:
        return enterprise
    else:
        day = said_on(event)
    return enterprise._replace(statuses=(*enterprise.statuses, (day, status)))


def enterprise_moved(old: Enterprise | None, event: Event) -> Enterprise:
    """A dated move into a grid."""
    enterprise = old or Enterprise(natural(event, "enterprise"))
    move = (civil(event.data, "from"), text(event.data, "grid"))
    return enterprise._replace(moves=(*enterprise.moves, move))


def enterprise_merged(old: Enterprise | None, event: Event) -> Enterprise:
    """Return the entry, which counts as another one from now on."""
    enterprise = old or Enterprise(natural(event, "enterprise"))
    into = text(event.data, "into")
    if not into or into == enterprise.code:
        raise Misfit("merged into no other entry")
    return enterprise._replace(merged_into=into)


KINDS = {
    "enterprise.saved": enterprise_saved,
    "enterprise.moved": enterprise_moved,
    "enterprise.removed": removed,
    "enterprise.split": split,
    "enterprise.merged": enterprise_merged,
}


def rows(code: str, one: Enterprise) -> Rows:
    """Return the rows of an enterprise: itself, its grids and its statuses by day, or what it was merged into."""
    if one.merged_into:
        return {ENTERPRISE_MERGES: [(code, one.name, folded(one.name), one.merged_into)]}
    told = (one.address, one.contact, one.title, one.phone, one.remark)
    return {
        ENTERPRISES: [
            (
                code,
                *names_of(one.name),
                one.uscc,
                one.industry,
                one.scale,
                int(one.key),
                one.status,
                *told,
            )
        ],
        ENTERPRISE_GRIDS: stays(code, one.moves),
        ENTERPRISE_STATUSES: stays(code, one.statuses),
    }
