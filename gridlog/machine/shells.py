"""Where a shell looks for the completion of a program, and the line of its profile that reads it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gridlog.machine import windows
from gridlog.machine.files import replace_file


class Place(NamedTuple):
    """The file of a script, and the profile with the line that reads it; no profile where the shell needs none."""

    script: Path
    profile: Path | None = None
    line: str = ""


def install_script(shell: str, script: str, environment: Mapping[str, str]) -> Place:
    """Write a script where its shell finds it. A second time it is written anew and the profile stays as it is."""
    place = place_of(shell, environment)
    place.script.parent.mkdir(parents=True, exist_ok=True)
    replace_file(place.script, [script.encode()])
    if place.profile is not None:
        _need_line(place.profile, place.line)
    return place


def place_of(shell: str, environment: Mapping[str, str]) -> Place:
    """Return where the completion of a shell belongs."""
    home = windows.home_of(environment)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    if shell == "bash":
        script = data / "bash-completion" / "completions" / "gridlog"
        return Place(script, home / ".bashrc", f"[ -r {_quoted(script)} ] && . {_quoted(script)}")
    if shell == "zsh":
        folder = Path(environment.get("ZDOTDIR") or home)
        script = data / "gridlog" / "_gridlog"
        return Place(script, folder / ".zshrc", f"[ -r {_quoted(script)} ] && . {_quoted(script)}")
    if shell == "fish":
        return Place(config / "fish" / "completions" / "gridlog.fish")
    folder = windows.powershell_folder(shell, home) if windows.IS_WINDOWS else config / "powershell"
    script = folder / "gridlog-completion.ps1"
    return Place(
        script,
        folder / "Microsoft.PowerShell_profile.ps1",
        f". '{str(script).replace(chr(39), chr(39) * 2)}'",
    )


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))


def _need_line(profile: Path, line: str) -> None:
    """Add a line to a profile that does not have it."""
    known = profile.read_text(encoding="utf-8", errors="surrogateescape") if profile.exists() else ""
    if line in known.splitlines():
        return
    separator = "" if not known or known.endswith("\n") else "\n"
    profile.parent.mkdir(parents=True, exist_ok=True)
    with profile.open("a", encoding="utf-8") as file:  # the profile is the user's: it is never replaced
        file.write(f"{separator}{line}\n")
