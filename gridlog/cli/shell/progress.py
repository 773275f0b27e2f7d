"""A bar for work that takes more than a moment, on terminals only."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from gridlog.words.language import pick

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WORTH_A_BAR = 100


class Bar:
    """A bar that is called with the done and the total number. It draws itself when the total is worth a bar.

    When all is done it leaves the screen, so that it draws over no question that is asked after the work.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None and total >= WORTH_A_BAR and sys.stderr.isatty():
            self._begin(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done)
        if done >= total:
            self._end()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None

    def _begin(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(pick(self._label), total=total)
        self._bar.start()
