"""What a command that saves a row of the roster tells: the row, and every field as it was understood."""

from collections.abc import Mapping

from gridlog.cli.history import told
from gridlog.cli.shell.say import tell
from gridlog.core.event import Json
from gridlog.words.language import fill, two

ADDED = two("已新增 {code} {name}{fields}", "added {code} {name}{fields}")
UPDATED = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")


def tell_saved(line: str, code: str, name: str, fields: Mapping[str, Json], grid: str | None = None) -> None:
    """One line: what was saved, and its fields but for the name, which stands there already; phones masked."""
    others = {key: value for key, value in fields.items() if key != "name"}
    if grid:
        others["grid"] = grid
    said = "; ".join(told(others, {}))
    tell(line, code=code, name=name, fields=fill(two("：{said}", ": {said}"), said=said) if said else "")
