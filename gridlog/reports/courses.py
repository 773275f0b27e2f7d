"""The issues as they stood at the end of a past day, read through indexes."""

from gridlog.core.roster import on_day

# FROM and WHERE of a question about each issue that was raised or closed on the days from `:first` to `:last`, or was
# open on `:last`: `s` is the spell of that day, `i` the issue. A CROSS JOIN keeps the order: few spells, then their issues.
STANDING = f"""FROM issue_spells AS s CROSS JOIN issues AS i ON i.id = s.issue
  WHERE {on_day(":last", "s.")} AND s.rowid IN (
    SELECT rowid FROM issue_spells WHERE open AND {on_day(":last")}
    UNION SELECT rowid FROM issue_spells WHERE closed_on BETWEEN :first AND :last
    UNION SELECT mine.rowid FROM issues AS raised CROSS JOIN issue_spells AS mine ON mine.issue = raised.id
      WHERE raised.raised_on BETWEEN :first AND :last)"""
