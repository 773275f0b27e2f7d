"""What can go wrong: one class a kind, each with the exit code scripts may rely on.

An error carries a code and the values that belong to it, never a sentence:
`gridlog.words.messages` turns both into a line in the reader's language.
"""


class GridlogError(Exception):
    """A problem the user can act on; `code` names its sentence, `values` fill it."""

    exit_code = 1

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        listed = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"{self.code}({listed})"


class Usage(GridlogError):
    """The words of the command do not make sense."""

    exit_code = 2


class NotFound(GridlogError):
    """Nothing, or more than one thing, answers to the name that was given."""

    exit_code = 3


class Refused(GridlogError):
    """A rule of the work says no; nothing was changed."""

    exit_code = 4


class Unreachable(GridlogError):
    """The share cannot be reached or is not the right one."""

    exit_code = 5


class Damaged(GridlogError):
    """A file on this machine cannot be read as what it should be."""

    exit_code = 6


class NotMet(GridlogError):
    """`--check` was asked for and the figures fall short."""

    exit_code = 7
