"""The notes of handovers that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (Searched((("note", "h.note"),), "handovers AS h", "h.rowid", "h.station", "''", "h.on_day"),)
