"""Write the lists of docs/import.md, headings and positions, from what the program understands.

`python docs/make_import.py`; a test keeps the page equal to what this makes.
"""

from pathlib import Path

from gridlog.core.position import TABLE
from gridlog.intake.roster.headings import headings_by_field
from gridlog.words.language import use

PAGE = Path(__file__).with_name("import.md")
HEADINGS = ("<!-- headings -->\n", "<!-- end of headings -->\n")
POSITIONS = ("<!-- positions -->\n", "<!-- end of positions -->\n")
ROLES = {
    "officer": "专员",
    "deputy": "B角",
    "block_head": "板块长",
    "chief": "总负责人",
    "dispatcher": "企业服务部",
}


def page() -> str:
    """The page with both lists made anew."""
    text = PAGE.read_text(encoding="utf-8")
    for (start, end), lines in ((HEADINGS, _headings()), (POSITIONS, _positions())):
        before, _, rest = text.partition(start)
        text = before + start + "".join(f"{line}\n" for line in lines) + end + rest.partition(end)[2]
    return text


def _headings() -> list[str]:
    use("zh")
    rows = [f"| {whose} | {field} | {words} |" for whose, field, words in headings_by_field()]
    return ["| 说的是 | 栏目 | 认得的表头 |", "|---|---|---|", *rows]


def _positions() -> list[str]:
    rows = [
        f"| {'、'.join(words)} | {ROLES[duty.role]} | {'计应访' if duty.owes else '不计应访'} |"
        for duty, words in TABLE
    ]
    return ["| 职务 | 角色 | 应访 |", "|---|---|---|", *rows]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
