"""Devices and shares for the tests of the exchange."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from gridlog.share.place import Share
from gridlog.store.file import Store, open_store
from tests.support.devices import NOW, Device, Make
from tests.support.memory_share import MemoryShare


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which nothing has happened."""
    path = tmp_path_factory.mktemp("blank") / "zone.db"
    open_store(path, NOW, create=True).close()
    return path


@pytest.fixture
def share() -> MemoryShare:
    return MemoryShare()


@pytest.fixture
def make(blank: Path, tmp_path: Path, share: MemoryShare) -> Iterator[Make]:
    """A way to make devices; each has an id of its own and stands on the common share unless told otherwise."""
    made: list[Store] = []
    numbers = count(1)

    def device(image: Path = blank, on: Share = share, machine: str = "", replica: str = "") -> Device:
        number = next(numbers)
        path = tmp_path / f"device{number}.db"
        shutil.copyfile(image, path)
        store = open_store(path, NOW)
        made.append(store)
        if image is blank or replica:
            store.connection.execute("UPDATE replica SET id = ?", (replica or f"{number:x}" * 16,))
        return Device(store, on, machine or f"machine {number}")

    yield device
    for store in made:
        store.close()


@pytest.fixture(scope="module")
def blank_image(blank: Path) -> bytes:
    return blank.read_bytes()
