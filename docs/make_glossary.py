"""Write docs/glossary.md: every word of the closed vocabularies and every heading of a ledger, from the code.

`python docs/make_glossary.py`; a test keeps the page equal to what this makes.
"""

from collections.abc import Iterator
from pathlib import Path

from gridlog.core.nouns import module_of, nouns
from gridlog.core.nouns.ledger import Ledger
from gridlog.ledgers import columns
from gridlog.ledgers.columns import Column
from gridlog.words.vocabulary import vocabularies, vocabulary

PAGE = Path(__file__).with_name("glossary.md")
HEAD = """# 中英文名词对照 · Glossary

由 `python docs/make_glossary.py` 从代码生成。key 是脚本、CSV 和 JSON 里写的词；中文、English 是给人看的。
Made from the code. A key is what scripts, CSV and JSON write; the other two are what people read.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name in vocabularies():
        parts.append(_table(f"`{name}`", ((zh, en, key) for key, (zh, en) in vocabulary(name).items())))
    parts.append(
        _table(
            "栏目 · Columns",
            sorted({(one.zh, one.en, one.key) for one in _columns()}, key=lambda row: (row[2], row)),
        )
    )
    return "\n".join(parts)


def _columns() -> Iterator[Column]:
    """Every column that a ledger or report has."""
    ledgers = [module for noun in nouns() if (module := module_of(noun, "ledger"))]
    for value in [value for module in (columns, *ledgers) for value in vars(module).values()]:
        if isinstance(value, Ledger):
            yield from value.columns
        elif isinstance(value, tuple) and not isinstance(value, Column):
            yield from (one for one in value if isinstance(one, Column))


def _table(title: str, rows: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]]) -> str:
    lines = [f"| {zh} | {en} | `{key}` |" for zh, en, key in rows]
    return "\n".join([f"## {title}", "", "| 中文 | English | key |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
