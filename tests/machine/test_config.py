"""The places of the settings and the database where no option names them."""

import os
import sys

import platformdirs
import pytest

from gridlog.machine.config import Config

PLACES = {
    "home": {"HOME": "/home/li"},
    "elsewhere": {"HOME": "/home/li", "XDG_CONFIG_HOME": "/etc/li", "XDG_DATA_HOME": "/srv/li/"},
    "nowhere": {"HOME": "/home/li", "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""},
    "no whole path": {"HOME": "/home/li", "XDG_CONFIG_HOME": "li", "XDG_DATA_HOME": "./li"},
    "home at the root": {"HOME": "/"},
    "no whole home": {"HOME": "li"},
    "empty home": {"HOME": ""},
    "no home": {},
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
@pytest.mark.parametrize("name", PLACES)
def test_linux_has_its_folders_where_platformdirs_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in PLACES[name].items():
        monkeypatch.setenv(variable, value)
    config = Config(os.environ)
    assert config.path.parent == platformdirs.user_config_path("gridlog", appauthor=False)
    assert config.default_db().parent == platformdirs.user_data_path("gridlog", appauthor=False)
