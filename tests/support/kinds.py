"""One event of every kind."""

from gridlog.core.nouns import kinds

EVERY_KIND = kinds()
