"""One event of every kind."""

from gridlog.core import export, freeze, spotcheck
from gridlog.core.fold import KINDS

EVERY_KIND = [*KINDS, *freeze.KINDS, *export.KINDS, *spotcheck.KINDS]
