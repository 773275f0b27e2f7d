"""Tables of indicators as statistics hand them out: a line a figure, a column a month, or a column an indicator.

The module knows months in headings (2022-06, 2022年6月), months whose year stands in the title above, and the names of
indicators with and without their unit.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from gridlog.core.months import heading_month
from gridlog.core.nouns.indicator_key.life import IndicatorKey
from gridlog.errors import Usage
from gridlog.intake.files import TITLE_ROWS, NumberedCells
from gridlog.intake.lines import heading_text
from gridlog.intake.table import Sheet, Table, below, heading_map, tables

MONTH, KEY = "month:", "key:"  # before the month or the key that a column is of
ANY_YEAR = 2000  # of a month without a year while headings are looked for
WANTED = "企业编号 enterprise, 月份 month, 指标 key, 数值 value"
HEADINGS = {
    "enterprise": ("企业", "企业名称", "单位名称", "单位", "企业全称", "公司名称"),
    "enterprise_code": ("企业编号", "企业代码", "企业编码"),
    "uscc": ("统一社会信用代码", "信用代码"),
    "month": ("月份", "月", "期间", "报告期", "时间", "所属期"),
    "key": ("指标", "指标名称", "指标代码", "项目"),
    "value": ("数值", "值", "本月数", "本期数", "当月", "数额"),
    "_derived": (
        "block",
        "industry",
        "name",
        "unit",
        "板块",
        "板块编号",
        "所属板块",
        "行业",
        "计量单位",
        "序号",
    ),
}
MORE_NAMES = {
    "taxable_sales": ("应税销售收入", "应税销售额", "工业应税销售收入"),
    "local_tax": ("税收", "地方税", "地方级税收"),
    "output": ("工业总产值", "总产值"),
    "employees": ("用工人数", "从业人数", "从业人员"),
    "power": ("用电量", "工业用电量"),
}


class Found(NamedTuple):
    """A table of indicators: its rows, each column under its key, and how the columns are laid out.

    `months` and `keys` have the months and the keys that columns are of, in their order.
    """

    sheet: Sheet
    months: tuple[str, ...]
    keys: tuple[str, ...]

    def has(self, column: str) -> bool:
        """Return whether there is a column of this kind: month, key, value or another of `HEADINGS`."""
        return column in self.sheet.keys


def names_of(keys: Mapping[str, IndicatorKey]) -> dict[str, str]:
    """Return the key that each name means, as headings and cells are compared: the key, its names, with their unit or not."""
    told = {}
    for key, one in keys.items():
        for name in (*MORE_NAMES.get(key, ()), one.en, one.zh, key):
            for spelled in (name, f"{name}({one.unit})"):
                told[heading_text(spelled)] = key
    return told


def open_indicators(path: str, names: Mapping[str, str], year: int | None) -> Found:
    """Open a table from a file, or from stdin for `-`: the first one with known headings.

    `names` has the key that each name of an indicator means. `year` is the year of months without one; where it is
    None, the year that stands above the headings. Raises Usage.
    """
    seen: list[str] = []
    found: list[Found] = []
    for table in tables(path):
        one = _of_table(path, table, names, year, seen)
        if one is not None:
            found.append(one)
    if not found:
        raise Usage("import.columns", path=path, missing=WANTED, seen=", ".join(seen[:20]) or "—")
    first, *others = found
    return first._replace(sheet=first.sheet._replace(others=[one.sheet.tab for one in others]))


def _of_table(
    path: str, table: Table, names: Mapping[str, str], year: int | None, seen: list[str]
) -> Found | None:
    """Return the table below its headings; None when no row has any. `seen` gets the cells of its first row."""
    known = _known(names)
    titles: list[str] = []
    rows: Iterator[NumberedCells] = iter(table.rows)
    for at, (number, cells) in enumerate(rows):
        heads = [cell.strip() for cell in cells]
        told = [known.get(heading_text(cell), "") or heading_month(cell, ANY_YEAR) for cell in heads]
        if "enterprise" in told or "enterprise_code" in told or "uscc" in told:
            columns = _keys(heads, known, year if year is not None else _year_in(titles))
            return _found(path, Table(rows, table.tab), heads, columns, number)
        titles += [cell for cell in heads if cell]
        if not seen:
            seen += [cell for cell in heads if cell]
        if at >= TITLE_ROWS:
            break
    return None


def _known(names: Mapping[str, str]) -> dict[str, str]:
    own = {heading: key for key, headings in HEADINGS.items() for heading in (*headings, key)}
    return {**heading_map(own), **{name: KEY + key for name, key in names.items()}}


def _keys(heads: list[str], known: Mapping[str, str], year: int | None) -> list[str]:
    keys = []
    for head in heads:
        key = known.get(heading_text(head), "")
        month = "" if key or not head else heading_month(head, year)
        keys.append(key or (MONTH + month if month else ""))
    return keys


def _found(path: str, table: Table, heads: list[str], columns: list[str], number: int) -> Found:
    sheet = below(path, table, heads, columns, number)
    months = tuple(one.removeprefix(MONTH) for one in columns if one.startswith(MONTH))
    keys = tuple(one.removeprefix(KEY) for one in columns if one.startswith(KEY))
    return Found(sheet, months, keys)


def _year_in(titles: list[str]) -> int | None:
    """Return the one year that the titles name; None where they name none, or several."""
    years = set(
        chain.from_iterable(re.findall(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])", one) for one in titles)
    )
    return int(years.pop()) if len(years) == 1 else None
