"""The issues as they stood at the end of a past day, read through indexes."""

# FROM and WHERE of a question about each issue that was raised or closed on the days from `:first` to `:last`, or was
# open on `:last`: `s` is the spell of that day, `i` the issue. A CROSS JOIN keeps the order: few spells, then their issues.
STANDING = """FROM issue_spells AS s CROSS JOIN issues AS i ON i.id = s.issue
  WHERE s.from_on <= :last AND s.until_on > :last AND s.rowid IN (
    SELECT rowid FROM issue_spells WHERE open AND until_on > :last AND from_on <= :last
    UNION SELECT rowid FROM issue_spells WHERE closed_on BETWEEN :first AND :last
    UNION SELECT mine.rowid FROM issues AS raised CROSS JOIN issue_spells AS mine ON mine.issue = raised.id
      WHERE raised.raised_on BETWEEN :first AND :last)"""

# Whether it was closed on the days from `:first` to `:last`, and stayed so to their end; a long-term one never counts.
CLOSED = "s.grade <> 'longterm' AND ifnull(s.closed_on >= :first, 0)"
OPEN = "s.grade <> 'longterm' AND s.open"
