"""A database is made; settings of this machine and rules of the zone are changed. The code asks no question and prints nothing."""

from gridlog.core.rules import DEFAULT, Rules, checked
from gridlog.errors import Usage
from gridlog.machine.config import KEYS, SWITCH
from gridlog.store import lookup
from gridlog.words.language import LANGUAGES
from gridlog.work.desk import Desk


def make_database(desk: Desk, zone: str = "") -> bool:
    """Open the database, made first where there is none, and name its zone. Returns whether it was made."""
    is_new = not desk.db_path.exists()
    desk.open(create=True)
    if zone and zone != desk.rules.zone_name:
        set_rule(desk, "zone_name", zone)
    return is_new


def remember_officer(desk: Desk, name: str) -> bool:
    """Let an officer sit at this machine, for this database. Returns whether the roster has the officer."""
    desk.config.set_officer(desk.db_path, name)
    return bool(lookup.exactly(desk.store.connection, "officer", name))


def need_key(key: str) -> None:
    """Raises Usage for a key that is no setting."""
    if key not in (*KEYS, *Rules._fields):
        raise Usage("config.key", key=key, known=", ".join((*KEYS, *Rules._fields)))


def set_rule(desk: Desk, key: str, value: str) -> None:
    """Put a rule of the zone on record; an empty value stands for the default. Raises Usage."""
    new = str(checked(key, value)) if value else str(getattr(DEFAULT, key))
    with desk.write() as writer:
        writer.append("setting.set", {"value": new}, f"setting/{key}")


def set_local(desk: Desk, key: str, value: str) -> None:
    """Set what holds on this machine; an empty value forgets it. Raises Usage, or NotFound for an unknown officer."""
    if key == "lang" and value and value not in LANGUAGES:
        raise Usage("lang.unknown", value=value)
    if key == "copies" and value and value not in SWITCH:
        raise Usage("word.unknown", vocabulary=key, value=value, known=", ".join(SWITCH))
    if key == "officer" and value and desk.db_path.exists():
        desk.find("officer", value)
    if key == "officer":
        desk.config.set_officer(desk.db_path, value)
    else:
        desk.config.set(key, value)
