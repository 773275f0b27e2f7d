"""A report as one HTML file: tables, bars and heat maps, for a browser without network and for A4 paper.

Jinja2 is imported only here. Shades differ in lightness, so that grey paper tells them apart, and
every figure of a chart also stands there as text, dark on light. Source: WCAG 2.2, 1.4.3 (contrast of 4.5).
"""

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gridlog.ledgers.columns import NUMBERS
from gridlog.ledgers.ruled import cells
from gridlog.papers.document import Bars, Heat, Paper, Part, Swings, Table, Timeline, words_of

if TYPE_CHECKING:
    from jinja2 import Environment

LABEL = 14  # columns of a terminal, as wide as a bar's label may be
INK = "#1a1a1a"  # of every figure and letter
LIGHTEST, DARKEST = (245, 248, 252), (111, 160, 210)  # red, green and blue of 0 % and 100 %


class Cell(NamedTuple):
    """One square of a heat map."""

    text: str
    colour: str


def html(paper: Paper) -> str:
    """The whole file. It loads nothing, and what people wrote stays text."""
    return (
        _environment()
        .get_template("report.html")
        .render(paper=paper, numbers=NUMBERS, squares=squares, words=words_of, drawn=drawn)
    )


def drawn(part: Part) -> str:
    """A chart of the milestones or of the growth, which few reports have: its template is compiled where one is drawn."""
    macros: Any = _environment().get_template("charts.html").module
    made: str = macros.timeline(part) if isinstance(part, Timeline) else macros.swings(part)
    return made


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gridlog.papers"),
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
    environment.globals |= {"ink": INK, "length": length, "room": room}
    return environment


def length(value: int, longest: int) -> float:
    """How long a bar is, in percent of the longest."""
    return 100 * value / longest if longest else 0.0


def squares(shares: tuple[float | None, ...]) -> list[Cell]:
    """The squares of one row of a heat map."""
    return [_square(share) for share in shares]


def _square(share: float | None) -> Cell:
    if share is None:
        return Cell("—", shade(0))
    return Cell(f"{share:.0%}", shade(round(100 * share)))


def shade(percent: int) -> str:
    """A colour from LIGHTEST to DARKEST, as HTML writes it; INK can be read on each of them."""
    part = min(100, max(0, percent)) / 100
    return "#" + "".join(
        f"{round(low + (high - low) * part):02x}" for low, high in zip(LIGHTEST, DARKEST, strict=True)
    )


def room(part: Part) -> int:
    """How wide the labels of a chart are, in hundredths of an inch or so: 7 for each letter."""
    labels = [bar.label for bar in part.bars] if isinstance(part, Bars) else []
    labels += [label for label, _ in part.rows] if isinstance(part, Heat | Timeline) else []
    labels += [one.label for one in part.swings] if isinstance(part, Swings) else []
    return 7 * max([LABEL // 2, *map(cells, labels)]) + 10
