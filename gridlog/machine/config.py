"""Find the settings of this user: first the option, then the environment, then the config file, then a default.

The config file belongs to one user of one machine. It holds the officer who sits here (one for each
database), the language, the share and the database. What the zone decided lives in the database and travels.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gridlog.errors import Damaged, Refused

KEYS = ("db", "lang", "officer", "share", "copies")
VARIABLES = {
    "db": "GRIDLOG_DB",
    "lang": "GRIDLOG_LANG",
    "officer": "GRIDLOG_OFFICER",
    "share": "GRIDLOG_SHARE",
    "copies": "GRIDLOG_COPIES",
}
SWITCH = ("on", "off")

OF_DATABASE = "officer@"  # the path of a database follows; the value is the officer who works on it

XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}


class Config:
    """The settings of this user on this machine. The file is read only when a setting of it is needed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self._stored: dict[str, str] | None = None

    @property
    def path(self) -> Path:
        """Return the path of the config file, whether the file exists or not."""
        return self._folder("config") / "config.json"

    @property
    def history(self) -> Path:
        """Return the path of the file that keeps the lines typed at the desk of `gridlog shell`."""
        return self.path.with_name("history")

    def default_db(self) -> Path:
        """Return the path of the database that is used when no option and no setting names one."""
        return self._folder("data") / "gridlog.db"

    def cache(self) -> Path:
        """Return the folder for what can be made anew at any time."""
        return self._folder("cache")

    def _folder(self, kind: str) -> Path:
        if plain := self._xdg(kind):
            return plain
        import platformdirs

        if kind == "config":
            return platformdirs.user_config_path("gridlog", appauthor=False, roaming=False)
        if kind == "cache":
            return platformdirs.user_cache_path("gridlog", appauthor=False)
        return platformdirs.user_data_path("gridlog", appauthor=False, roaming=False)

    def _xdg(self, kind: str) -> Path | None:
        """Return the folder on Linux when the environment names it plainly.

        Importing platformdirs to learn the same takes 5 ms.
        Source: XDG Base Directory Specification 0.8, "Environment variables".
        """
        if sys.platform != "linux" or "ANDROID_ROOT" in self.environment:
            return None
        variable, below = XDG[kind]
        home = self.environment.get("HOME", "")
        base = Path(self.environment.get(variable) or Path(home, below))
        return base / "gridlog" if home and base.is_absolute() else None

    def stored(self) -> dict[str, str]:
        """Return the settings in the config file. Raises Damaged when the file is not readable."""
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
        """Return the setting from the environment or the file, empty when neither has it."""
        return self.environment.get(VARIABLES[key], "") or self.stored().get(key, "")

    def origin(self, key: str, db: Path) -> str:
        """Return where a setting comes from: environment, config (the file), or default.

        The officer is the one of the database `db`.
        """
        if self.environment.get(VARIABLES[key], ""):
            return "environment"
        keys = (key_of(db), "officer") if key == "officer" else (key,)
        return "config" if any(self.stored().get(one) for one in keys) else "default"

    def officer(self, db: Path) -> str:
        """Return the officer who works on a database from this machine, empty when none is set.

        The environment counts first, then the setting for this database, then the setting for all databases in a
        file that an earlier version wrote.
        """
        stored = self.stored()
        return self.environment.get(VARIABLES["officer"], "") or stored.get(
            key_of(db), stored.get("officer", "")
        )

    def officers(self) -> dict[str, str]:
        """Return the officer that was set for each database, by the database's path."""
        return {
            key.removeprefix(OF_DATABASE): name
            for key, name in sorted(self.stored().items())
            if key.startswith(OF_DATABASE)
        }

    def set_officer(self, db: Path, name: str) -> None:
        """Remember the officer who works on a database; an empty name means none. Raises Refused."""
        self._write({**self.stored(), key_of(db): name}, [] if name else self._nobody(db))

    def _nobody(self, db: Path) -> list[str]:
        """Return the keys to forget so that a database has no officer.

        When one officer is set for all databases, the database's own key stays, with an empty value.
        """
        return [] if "officer" in self.stored() else [key_of(db)]

    def set(self, key: str, value: str) -> None:
        """Remember a setting; an empty value forgets it. Raises Refused when the file cannot be written."""
        self._write({**self.stored(), key: value}, [] if value else [key])

    def _write(self, stored: dict[str, str], forgotten: list[str]) -> None:
        """Replace the file by these settings without the forgotten keys. Raises Refused."""
        from gridlog.machine.files import replace_file

        stored = {key: value for key, value in stored.items() if key not in forgotten}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(stored, ensure_ascii=False, indent=2) + "\n"
            replace_file(self.path, [text.encode()])
        except OSError as problem:
            raise Refused("file.unwritable", path=self.path, reason=problem) from None
        self._stored = stored


def key_of(db: Path) -> str:
    """Return the key of a database's officer.

    One database has one key, no matter how its path is written.
    """
    return OF_DATABASE + os.path.normcase(os.path.realpath(db))


def is_chinese(environment: Mapping[str, str]) -> bool:
    """Return whether the locale in the environment is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := environment.get(name, ""):
            return value.lower().startswith("zh")
    return _system_is_chinese()


def _system_is_chinese() -> bool:
    """Return whether Windows or macOS is set to Chinese; asked only when no variable names a locale."""
    import locale

    with suppress(ValueError):
        return (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
    return False
