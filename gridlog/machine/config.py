"""Where things are and who is asking: option, then environment, then the config file, then a default.

The config file is local to a machine's user: the officer who sits here (one for each database), the
language, the share, the database. What the zone decided lives in the database and travels.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gridlog.errors import Damaged, Refused
from gridlog.machine.files import replace_file

KEYS = ("db", "lang", "officer", "share")
VARIABLES = {
    "db": "GRIDLOG_DB",
    "lang": "GRIDLOG_LANG",
    "officer": "GRIDLOG_OFFICER",
    "share": "GRIDLOG_SHARE",
}

OF_DATABASE = "officer@"  # with the path of a database: who works on it

XDG = {"config": ("XDG_CONFIG_HOME", ".config"), "data": ("XDG_DATA_HOME", ".local/share")}


class Config:
    """The settings of this user on this machine; the file is read only when it is needed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self._stored: dict[str, str] | None = None

    @property
    def path(self) -> Path:
        """Where the config file is, or would be."""
        return self._folder("config") / "config.json"

    def default_db(self) -> Path:
        """Where the database is unless somebody says otherwise."""
        return self._folder("data") / "gridlog.db"

    def _folder(self, kind: str) -> Path:
        if plain := self._xdg(kind):
            return plain
        import platformdirs

        if kind == "config":
            return platformdirs.user_config_path("gridlog", appauthor=False, roaming=False)
        return platformdirs.user_data_path("gridlog", appauthor=False, roaming=False)

    def _xdg(self, kind: str) -> Path | None:
        """Where Linux has it, if its environment says so plainly: importing platformdirs to hear the same takes 5 ms.

        Source: XDG Base Directory Specification 0.8, "Environment variables".
        """
        if sys.platform != "linux" or "ANDROID_ROOT" in self.environment:
            return None
        variable, below = XDG[kind]
        home = self.environment.get("HOME", "")
        base = Path(self.environment.get(variable) or Path(home, below))
        return base / "gridlog" if home and base.is_absolute() else None

    def stored(self) -> dict[str, str]:
        """What the config file says. Raises Damaged when it is not readable."""
        if self._stored is None:
            self._stored = self._read()
        return self._stored

    def _read(self) -> dict[str, str]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, UnicodeDecodeError) as problem:
            raise Damaged("config.unreadable", path=self.path, reason=problem) from None
        try:
            found = json.loads(text)
        except ValueError as problem:
            raise Damaged("config.unreadable", path=self.path, reason=problem) from None
        if not isinstance(found, dict):
            raise Damaged("config.unreadable", path=self.path, reason="not an object")
        return {key: str(value) for key, value in found.items()}

    def get(self, key: str) -> str:
        """The setting, from the environment or the file; empty when neither has it."""
        return self.environment.get(VARIABLES[key], "") or self.stored().get(key, "")

    def officer(self, db: Path) -> str:
        """Who sits here and works on a database: from the environment, what was set for this database, or
        what a file of an earlier version says for all of them; empty when nobody said."""
        stored = self.stored()
        return self.environment.get(VARIABLES["officer"], "") or stored.get(
            key_of(db), stored.get("officer", "")
        )

    def officers(self) -> dict[str, str]:
        """Who was set for which database, by the database's path."""
        return {
            key.removeprefix(OF_DATABASE): name
            for key, name in sorted(self.stored().items())
            if key.startswith(OF_DATABASE)
        }

    def set_officer(self, db: Path, name: str) -> None:
        """Remember who works on a database, or that nobody does when empty. Raises Refused."""
        self._write({**self.stored(), key_of(db): name}, [] if name else self._nobody(db))

    def _nobody(self, db: Path) -> list[str]:
        """The keys to forget so that a database has no officer; where all databases have one, its own stays, empty."""
        return [] if "officer" in self.stored() else [key_of(db)]

    def set(self, key: str, value: str) -> None:
        """Remember a setting, or forget it when empty. Raises Refused when the file cannot be written."""
        self._write({**self.stored(), key: value}, [] if value else [key])

    def _write(self, stored: dict[str, str], forgotten: list[str]) -> None:
        """Replace the file by these settings without the forgotten ones. Raises Refused."""
        stored = {key: value for key, value in stored.items() if key not in forgotten}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(stored, ensure_ascii=False, indent=2) + "\n"
            replace_file(self.path, [text.encode()])
        except OSError as problem:
            raise Refused("file.unwritable", path=self.path, reason=problem) from None
        self._stored = stored


def key_of(db: Path) -> str:
    """The key of a database's officer; one database has one key, however its path was written."""
    return OF_DATABASE + os.path.normcase(os.path.realpath(db))


def is_chinese(environment: Mapping[str, str]) -> bool:
    """Whether the environment's locale is a Chinese one."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := environment.get(name, ""):
            return value.lower().startswith("zh")
    return _system_is_chinese()


def _system_is_chinese() -> bool:
    """What Windows or macOS say where no variable does."""
    import locale

    with suppress(ValueError):
        return (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
    return False
