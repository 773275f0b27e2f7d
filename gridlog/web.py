"""A report as one HTML file: tables, bars and heat maps, for a browser without network and for A4 paper.

Jinja2 is imported only here. Shades differ in lightness, so that grey paper tells them apart, and
every figure of a chart also stands there as text.
"""

from typing import NamedTuple

from gridlog.ledger import NUMBERS
from gridlog.paper import Bars, Heat, Paper, Part, Table
from gridlog.show import cells

LABEL = 14  # columns of a terminal, as wide as a bar's label may be
TURN = 0.55  # from this share on a shade is dark enough for white figures


class Cell(NamedTuple):
    """One square of a heat map; `shade` in percent of the darkest."""

    text: str
    shade: int
    is_dark: bool


def html(paper: Paper) -> str:
    """The whole file. It loads nothing, and what people wrote stays text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gridlog"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests |= {
        "table": lambda part: isinstance(part, Table),
        "bars": lambda part: isinstance(part, Bars),
        "heat": lambda part: isinstance(part, Heat),
    }
    template = environment.get_template("report.html")
    return template.render(paper=paper, numbers=NUMBERS, percent=percent, squares=squares, room=room)


def percent(value: int, whole: int) -> int:
    """How long a bar is, of 100; what is more than all of it is not longer."""
    return min(100, round(100 * value / whole)) if whole else 0


def squares(shares: tuple[float | None, ...]) -> list[Cell]:
    """The squares of one row of a heat map."""
    return [_square(share) for share in shares]


def _square(share: float | None) -> Cell:
    if share is None:
        return Cell("—", 0, is_dark=False)
    return Cell(f"{share:.0%}", round(100 * min(1.0, max(0.0, share))), is_dark=share >= TURN)


def room(part: Part) -> int:
    """How wide the labels of a chart are, in hundredths of an inch or so: 7 for each letter."""
    labels = [bar.label for bar in part.bars] if isinstance(part, Bars) else []
    labels += [label for label, _ in part.rows] if isinstance(part, Heat) else []
    return 7 * max([LABEL // 2, *map(cells, labels)]) + 10
