"""What a command that saves a row tells: the row, and every field as it was understood."""

from collections.abc import Mapping

from gridlog.cli.history import told
from gridlog.cli.shell.say import tell
from gridlog.core.event import Json
from gridlog.words.language import fill, two
from gridlog.work.roster import Saved

ADDED = two("已新增 {code} {name}{fields}", "added {code} {name}{fields}")
UPDATED = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")


def tell_saved(line: str, saved: Saved, name: str) -> None:
    """Say what was saved of a row of the roster, and the grid that it came into."""
    tell_fields(line, saved.code, name, {**saved.fields, **({"grid": saved.grid} if saved.grid else {})})


def tell_fields(
    line: str,
    code: str,
    name: str,
    fields: Mapping[str, Json],
    noun: str = "",
    names: Mapping[str, str] = {},
) -> None:
    """Say in one line what was saved: its fields but for the name, which stands there already; phones masked.

    `name` is the name of a row whose fields have none. `names` has the names of the rows that fields hold by code.
    """
    said = "; ".join(told({key: value for key, value in fields.items() if key != "name"}, names, noun=noun))
    tell(
        line,
        code=code,
        name=fields.get("name", name),
        fields=fill(two("：{said}", ": {said}"), said=said) if said else "",
    )
