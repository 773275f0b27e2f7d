"""Write gridlog/words/readings.py: the pinyin of the words that a shell completes, so that completion loads no pypinyin.

`python docs/make_readings.py`; a test keeps the file equal to what this makes.
"""

from pathlib import Path

from pypinyin import Style, lazy_pinyin

from gridlog.cli.completion import values
from gridlog.words.vocabulary import vocabulary

HEAD = '''"""The pinyin of the words that a shell completes, a blank between syllables. Made by docs/make_readings.py."""

'''


def page() -> str:
    """Return the text of the module."""
    words = [pair[0] for name in values.VOCABULARIES.values() for pair in vocabulary(name).values()]
    words += [*values.BACK, *values.AHEAD, *values.WEEK_WORDS, *values.MONTH_WORDS]
    chinese = sorted({word for word in words if not word.isascii()})
    lines = [f'    "{word}": "{" ".join(lazy_pinyin(word, style=Style.NORMAL))}",\n' for word in chinese]
    return f"{HEAD}READINGS = {{\n{''.join(lines)}}}\n"


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "gridlog" / "words" / "readings.py"
    path.write_text(page(), encoding="utf-8")
