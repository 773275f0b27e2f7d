"""The category of an issue that was raised without one: proposed from its words, asked on a terminal, said in a script."""

from gridlog.cli.shell.say import say
from gridlog.core.nouns.issue.proposed import proposed
from gridlog.words.language import fill, language, two
from gridlog.words.vocabulary import meant, shown

LONGEST = 24  # characters of the issue that a question repeats


def category_of(text: str, is_asked: bool) -> str:
    """Return the category of an issue: the answer of a person, else what its words propose, else OTHER."""
    code = proposed(text)
    return _asked(text, code) if is_asked else code or "OTHER"


def say_taken(code: str) -> None:
    """Say which category was taken without a person, so that 其他 is no silent default."""
    taken = two(
        "类别按用词定为 {name}（{code}），不对请用 issue edit --category 更正。",
        "The category was taken from the words: {name} ({code}); issue edit --category corrects it.",
    )
    if code == "OTHER":
        taken = two(
            "用词看不出类别，记为其他（OTHER），请用 issue edit --category 更正。",
            "The words propose no category, so it is OTHER; issue edit --category corrects it.",
        )
    say(taken, name=shown("category", code, language()), code=code)


def _asked(text: str, code: str | None) -> str:
    """Return the category that the person chooses; Enter takes the proposal."""
    from gridlog.cli.shell import prompts

    said = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    question = fill(two("“{text}”的类别", "The category of '{text}'"), text=said)
    if code is None:
        return prompts.word("category", question)
    say(
        two(
            "回车用括号里的建议，? 看全部类别。",
            "Enter takes the proposal in brackets, ? shows all categories.",
        )
    )
    known = {code: code, f"{code} {shown('category', code, language())}": code}

    def read(line: str) -> str:
        if line in ("?", "？"):
            return prompts.word("category", question)
        return known.get(line) or meant("category", line)

    return prompts.answered(question, read, default=list(known)[-1])
