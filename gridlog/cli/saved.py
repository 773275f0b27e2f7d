"""What a command that saves a row of the roster tells: the row, and every field as it was understood."""

from gridlog.cli.history import told
from gridlog.cli.shell.say import tell
from gridlog.words.language import fill, two
from gridlog.work.roster import Saved

ADDED = two("已新增 {code} {name}{fields}", "added {code} {name}{fields}")
UPDATED = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")


def tell_saved(line: str, saved: Saved, name: str) -> None:
    """One line: what was saved, and its fields but for the name, which stands there already; phones masked."""
    others = {key: value for key, value in saved.fields.items() if key != "name"}
    if saved.grid:
        others["grid"] = saved.grid
    said = "; ".join(told(others, {}))
    tell(
        line, code=saved.code, name=name, fields=fill(two("：{said}", ": {said}"), said=said) if said else ""
    )
