"""How the chapters of `gridlog.reports.chapters` are set: sentences, tables and charts of a noun, for a document or a terminal.

A module here has `day`, `week` and `month`, from figures and a `Letter` to a `Chapter`.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, NamedTuple

from gridlog.core.figures.beside import Letter
from gridlog.papers.document import Part, Section, Table
from gridlog.words.language import pick, two

ORDINALS = two("一 二 三 四 五 六 七 八 九 十 十一 十二", "1 2 3 4 5 6 7 8 9 10 11 12")


class Chapter(NamedTuple):
    """What a document says of a noun.

    `heading` names it, without a number. `sentences` stand below, with what illustrates them (`parts`).
    `opening` are sentences for the very beginning of a month. `annexes` are tables behind the text. `asides` are lines for a
    terminal, which shows neither parts nor annexes.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    opening: tuple[str, ...] = ()
    annexes: tuple[Table, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def section(self) -> Section:
        """Return the chapter as a section of a document."""
        return Section(self.heading, self.sentences, self.parts)


def set_(told: Iterable[tuple[str, Any]], period: str, seen: Letter) -> list[Chapter]:
    """Return the chapters of a `period` (day, week or month) from pairs of a noun and its figures."""
    return [getattr(import_module(f"{__name__}.{noun}"), period)(figures, seen) for noun, figures in told]


def numbered(sections: Iterable[Section]) -> list[Section]:
    """Return the sections with their numbers before their headings: 一、总体情况."""
    mark = pick(two("{n}、{heading}", "{n}. {heading}"))
    return [
        one._replace(heading=mark.format(n=n, heading=one.heading))
        for n, one in zip(pick(ORDINALS).split(), sections, strict=False)
    ]


def lines(chapters: Iterable[Chapter]) -> list[str]:
    """Return what stands below a table on a terminal: the sentences of each chapter behind its name, then its asides."""
    told: list[str] = []
    for one in chapters:
        told += [
            pick(two("{heading}：{text}", "{heading}: {text}")).format(heading=one.heading, text=sentence)
            for sentence in (*one.opening, *one.sentences)
        ]
        told += one.asides
    return told
