"""How a noun is read: the columns of a list or an export, each with the SQL of its cells, and where the rows come from.

A noun's `ledger.py` declares its lists with these values. `gridlog.ledgers` turns them into queries and files.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """A column of a table.

    `key` is what programs read; `zh` is the exact heading of the office's ledger; `en` is the English heading.
    `kind` is text, number, decimal (an exact number, as text), flag, date, instant, fraction, change (a signed number) or
    points (a signed fraction).
    `words` names the closed vocabulary of the cells.
    `is_code` tells that the cells look like numbers and are not: a workbook keeps them as text.
    `is_long` tells that the cells are running text, which may be folded.
    `is_phone` tells that the cells are phone numbers, which are masked unless the command asks for whole ones.
    """

    key: str
    zh: str
    en: str
    kind: str = "text"
    words: str = ""
    is_code: bool = False
    is_long: bool = False
    is_phone: bool = False

    def heading(self, language: str) -> str:
        """Return the heading that people read."""
        return self.zh if language == "zh" else self.en


class Ledger(NamedTuple):
    """The rows of a list: a SELECT in parts, with the named parameters of `gridlog.ledgers.queries.PARAMETERS`.

    `cells` pairs each column with its SQL; `where` are conditions that every row meets.
    `day` is the SQL of the civil date by which `--since` and `--until` choose; empty for a list without dates.
    """

    cells: tuple[tuple[Column, str], ...]
    source: str
    order: str
    where: tuple[str, ...] = ()
    day: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns in their order."""
        return tuple(column for column, _ in self.cells)


class Export(NamedTuple):
    """The same rows twice: as scripts read them, and under the exact headings of the office's ledger.

    `note` stands below a printed page.
    """

    script: Ledger
    people: Ledger
    note: str = ""


class Searched(NamedTuple):
    """The texts of a noun that `gridlog search` looks through, as its `search.py` declares them in SEARCHED.

    `fields` pairs the name of a field with its SQL; `source` is what stands behind FROM; `rowid` is the SQL of the number of a
    row, which a changed row does not keep. `id` names the row for people; `enterprise` is a code, `day` a civil date, and both
    are empty texts where there is none. `where` is a condition that every row meets. `is_lone` is False where one event may
    change many rows. `event` is SQL of the id and the row of an event whose texts these are; it is not shown once it was undone.
    """

    fields: tuple[tuple[str, str], ...]
    source: str
    rowid: str
    id: str
    enterprise: str
    day: str
    where: str = "1"
    is_lone: bool = True
    event: str = ""
