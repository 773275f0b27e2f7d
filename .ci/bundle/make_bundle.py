"""Make offline bundles: archives with every wheel that gridlog needs, an installer and checksums.

`python .ci/bundle/make_bundle.py OUT [--system linux-x86_64 …] [--python 3.12 …]` writes OUT/gridlog-VERSION-SYSTEM.tar.gz
(a zip for Windows) and OUT/SHA256SUMS. By default it makes one bundle for each system, each for Python 3.11 to 3.13.
It needs pip, a package index and the extra `dev`; the machine that installs a bundle needs none of them.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).parent
EXTRAS = ("office", "shell")
PYTHONS = ("3.11", "3.12", "3.13")


class System(NamedTuple):
    """A kind of machine: the tags of the wheels that run on it, and what environment markers ask of it."""

    tags: Sequence[str]
    markers: dict[str, str]


def _linux(machine: str) -> System:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in (28, 17, 12, 5)]  # UOS and Kylin have glibc 2.28
    tags += [f"manylinux2014_{machine}", f"linux_{machine}"]
    return System(tags, _markers("linux", "Linux", "posix", machine))


def _macos(machine: str) -> System:
    versions = [f"{major}_0" for major in (12, 11)] + [f"10_{minor}" for minor in range(16, 8, -1)]
    tags = [f"macosx_{version}_{kind}" for version in versions for kind in (machine, "universal2")]
    return System(tags, _markers("darwin", "Darwin", "posix", machine))


def _markers(platform: str, system: str, os_name: str, machine: str) -> dict[str, str]:
    return {
        "sys_platform": platform,
        "platform_system": system,
        "os_name": os_name,
        "platform_machine": machine,
    }


SYSTEMS = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "macos-arm64": _macos("arm64"),
    "macos-x86_64": _macos("x86_64"),
    "windows-x86_64": System(["win_amd64"], _markers("win32", "Windows", "nt", "AMD64")),
}


def pip(*words: str) -> None:
    """Run pip. Raises CalledProcessError."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *words], check=True)  # noqa: S603  # pip, with our own words


def download(wants: Sequence[str], wheels: Path, system: System, python: str) -> None:
    """Put the wheels of the wanted packages, and of what they need, into a folder."""
    tags = [word for tag in (*system.tags, "any") for word in ("--platform", tag)]
    abi = f"cp{python.replace('.', '')}"
    kind = (
        "--implementation",
        "cp",
        "--python-version",
        python,
        "--abi",
        abi,
        "--abi",
        "abi3",
        "--abi",
        "none",
    )
    folders = ("--find-links", str(wheels), "--dest", str(wheels))
    pip("download", "--quiet", "--only-binary=:all:", *tags, *kind, *folders, *wants)


def missing(wheels: Path, system: System, python: str) -> set[str]:
    """Return what the wheels of a folder need on that system and do not find there.

    pip reads the markers of a requirement for the machine on which it runs, not for the one that is asked for.
    """
    held = {parse_wheel_filename(path.name)[0] for path in wheels.glob("*.whl")}
    return {
        str(one)
        for path in wheels.glob("*.whl")
        for one in needed(
            path, {**system.markers, "python_version": python, "python_full_version": f"{python}.0"}
        )
        if canonicalize_name(one.name) not in held
    }


def needed(wheel: Path, environment: dict[str, str]) -> Iterator[Requirement]:
    """Yield what a wheel needs in an environment; gridlog's own needs are those with our extras, too."""
    with ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        told = message_from_bytes(archive.read(name))
    extras = ("", *EXTRAS) if told["Name"] == "gridlog" else ("",)
    for text in told.get_all("Requires-Dist", []):
        one = Requirement(text)
        if one.marker is None or any(
            one.marker.evaluate({**environment, "extra": extra}) for extra in extras
        ):
            one.marker = None
            yield one


def gather(wheels: Path, system: System, python: str) -> None:
    """Put every wheel that a system and a version of Python need into a folder."""
    wants = [f"gridlog[{','.join(EXTRAS)}]", "pip"]
    while wants:
        download(wants, wheels, system, python)
        wants = sorted(missing(wheels, system, python))


def sums(folder: Path) -> str:
    """Return a line for each file below a folder, as `sha256sum` writes them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = (
        (hashlib.sha256(path.read_bytes()).hexdigest(), path.relative_to(folder).as_posix()) for path in paths
    )
    return "".join(f"{digest}  {name}\n" for digest, name in digests)


def bundle(name: str, pythons: Sequence[str], own: Path, out: Path) -> Path:
    """Make one bundle around our own wheel. Returns the archive."""
    system = SYSTEMS[name]
    release = str(parse_wheel_filename(own.name)[1])
    title = f"gridlog-{release}-{name}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / title
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        shutil.copy(own, wheels)
        for python in pythons:
            gather(wheels, system, python)
        words = {
            "@RELEASE@": release,
            "@SYSTEM@": name,
            "@VERSIONS@": " ".join(reversed(pythons)),
            "@PYTHONS@": " ".join(f"python{version}" for version in reversed(pythons)),
            "@EXTRAS@": ",".join(EXTRAS),
        }
        is_windows = name.startswith("windows")
        for script in ("README.txt", *(("install.ps1", "install.cmd") if is_windows else ("install.sh",))):
            text = (HERE / script).read_text(encoding="utf-8")
            for word, value in words.items():
                text = text.replace(word, value)
            # Windows reads a script without the mark in the code page of the machine
            encoding = "utf-8-sig" if is_windows and script != "install.cmd" else "utf-8"
            (folder / script).write_text(text, encoding, newline="\r\n" if is_windows else "\n")
        told = sums(folder)
        (folder / "SHA256SUMS").write_text(told, "ascii", newline="\n")
        made = shutil.make_archive(str(out / title), "zip" if is_windows else "gztar", temporary, title)
    return Path(made)


def main() -> None:
    """Make the bundles that the command line names."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--system", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    options.add_argument("--python", nargs="+", choices=PYTHONS, default=list(PYTHONS))
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pip("wheel", "--quiet", "--no-deps", "--wheel-dir", temporary, str(HERE.parent.parent))
        (own,) = Path(temporary).glob("gridlog-*.whl")
        made = [bundle(name, given.python, own, given.out) for name in given.system]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (given.out / "SHA256SUMS").write_text("".join(lines), "ascii", newline="\n")


if __name__ == "__main__":
    main()
