"""An offline bundle: what it holds, and that it installs without an index into an empty home."""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

MAKE = Path(__file__).parents[1] / ".ci" / "bundle" / "make_bundle.py"
SYSTEM = f"{sys.platform}-{platform.machine()}"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def _make() -> ModuleType:
    found = importlib.util.spec_from_file_location("make_bundle", MAKE)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


make = _make()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle for this system and this version of Python."""
    if SYSTEM not in make.SYSTEMS or PYTHON not in make.PYTHONS:
        pytest.skip(f"no bundle is made for {SYSTEM} and Python {PYTHON}")
    out = tmp_path_factory.mktemp("bundle")
    probe = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(out / "probe"),
        "pip",
    ]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no package index answers, from which a bundle is made")
    words = [str(out), "--system", SYSTEM, "--python", PYTHON]
    subprocess.run([sys.executable, str(MAKE), *words], check=True, capture_output=True)
    (made,) = out.glob("gridlog-*.tar.gz")
    assert (
        out / "SHA256SUMS"
    ).read_text() == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n"
    return made


@pytest.fixture
def bundle(archive: Path, tmp_path: Path) -> Path:
    """The folder of an unpacked bundle."""
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.glob("gridlog-*")
    return folder


def install(bundle: Path, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the installer as a person does on a machine without a network and with an empty home."""
    home.mkdir(exist_ok=True)
    environment = {
        "HOME": str(home),
        "PATH": os.defpath,
        "PYTHON": sys.executable,
        "PIP_NO_INDEX": "1",
        "LANG": "C",
    }
    words = ("/bin/sh", str(bundle / "install.sh"), *words)
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def test_a_bundle_installs_without_an_index_and_again_over_itself(bundle: Path, tmp_path: Path) -> None:
    home = tmp_path / "home of an officer"
    for _ in range(2):
        done = install(bundle, home)
        assert done.returncode == 0, done.stderr
    command = home / ".local" / "bin" / "gridlog"
    assert f"the command is {command}" in done.stdout
    shutil.rmtree(bundle)
    there = {"HOME": str(home), "PATH": os.defpath, "LANG": "zh_CN.UTF-8"}
    for words in (["init", "--zone", "试验区"], ["export", "enterprises", "-o", "x.xlsx"], ["visit", "list"]):
        ran = subprocess.run(
            [command, *words], env=there, cwd=home, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
    assert [path.name for path in (home / ".local" / "share").glob("gridlog-program*")] == ["gridlog-program"]


def test_a_bundle_that_was_damaged_on_its_way_installs_nothing(bundle: Path, tmp_path: Path) -> None:
    wheel = next((bundle / "wheels").glob("rich-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    done = install(bundle, tmp_path / "home")
    assert done.returncode == 1
    assert done.stderr == "Error: the bundle is not complete, copy it again\n"
    assert not list((tmp_path / "home").iterdir())


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--to"], "--to needs a folder"), (["--here", "x"], "there is no option --here, only --to and --bin")],
)
def test_an_option_that_is_none_is_said(bundle: Path, tmp_path: Path, words: list[str], told: str) -> None:
    done = install(bundle, tmp_path / "home", *words)
    assert (done.returncode, done.stderr) == (1, f"Error: {told}\n")


def test_the_sums_name_every_file(bundle: Path) -> None:
    lines = [line.split("  ") for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    told = {name: digest for digest, name in lines}
    files = [path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()]
    assert sorted([*told, "SHA256SUMS"]) == sorted(files)
    assert all(
        hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest for name, digest in told.items()
    )


def wheel(folder: Path, name: str, *needs: str) -> None:
    """A wheel that holds nothing but what it needs."""
    lines = [f"Name: {name}", "Version: 1", *(f"Requires-Dist: {one}" for one in needs)]
    with ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as made:
        made.writestr(f"{name}-1.dist-info/METADATA", "Metadata-Version: 2.1\n" + "\n".join(lines) + "\n\n")


@pytest.mark.parametrize(
    ("system", "python", "wanted"),
    [
        ("windows-x86_64", "3.12", {"colorama", "python_docx>=1.2"}),
        ("linux-x86_64", "3.12", {"python_docx>=1.2"}),
        ("macos-arm64", "3.11", {"python_docx>=1.2", "backport"}),
    ],
)
def test_what_another_system_needs_is_read_with_its_own_markers(
    tmp_path: Path, system: str, python: str, wanted: set[str]
) -> None:
    own = ['click; python_version >= "3"', 'python_docx>=1.2; extra == "office"', 'ruff; extra == "dev"']
    wheel(tmp_path, "gridlog", *own)
    wheel(tmp_path, "click", 'colorama; platform_system == "Windows"', 'backport; python_version < "3.12"')
    assert make.missing(tmp_path, make.SYSTEMS[system], python) == wanted


@pytest.mark.parametrize("script", ["install.sh", "install.ps1", "README.txt"])
def test_every_word_to_fill_in_is_one_that_the_bundle_fills_in(script: str) -> None:
    text = (MAKE.parent / script).read_text(encoding="utf-8")
    for word in ("@RELEASE@", "@SYSTEM@", "@VERSIONS@", "@PYTHONS@", "@EXTRAS@"):
        text = text.replace(word, "")
    assert "@" not in text.replace('"$@"', "").replace("@(", "").replace('"@`"', "").replace("@rest", "")
