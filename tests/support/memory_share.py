"""A share in memory: the smallest thing that keeps the promises of `gridlog.share.place.Share`."""

import errno
from collections.abc import Callable

from gridlog.core.segment import MAX_FILE

Hook = Callable[[str, str], None]


def quiet(verb: str, name: str) -> None:
    """A hook that does nothing."""


class MemoryShare:
    """Names and their bytes. Each call is logged as (verb, name), a listing with an empty name.

    `before` and `after` hear of each call and may raise: OSError for a share that fails, anything else
    for a process that dies. What `before` stops never happened; what `after` stops did.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.calls: list[tuple[str, str]] = []
        self.is_writable = True
        self.can_be_reopened = False
        self.before: Hook = quiet
        self.after: Hook = quiet

    def __str__(self) -> str:
        return "memory"

    def list(self) -> list[str]:
        self._begin("list", "")
        names = [*self.files]
        self.after("list", "")
        return names

    def get(self, name: str) -> bytes:
        self._begin("get", name)
        if name not in self.files:
            raise FileNotFoundError(errno.ENOENT, "no such file", name)
        content = self.files[name][: MAX_FILE + 1]
        self.after("get", name)
        return content

    def put_new(self, name: str, content: bytes, temporary: str) -> None:
        del temporary  # nothing here is ever half done
        self._begin("put_new", name)
        self.files.setdefault(name, content)
        self.after("put_new", name)

    def delete(self, name: str) -> None:
        self._begin("delete", name)
        self.files.pop(name, None)
        self.after("delete", name)

    def _begin(self, verb: str, name: str) -> None:
        self.calls.append((verb, name))
        self.before(verb, name)
