"""The parameters that the commands of plans share."""

from typing import Annotated

import typer

from gridlog.words.language import two

Enterprise = Annotated[str, typer.Argument(metavar="ENTERPRISE", help=two("企业", "The enterprise"))]
MOST = 10_000  # the largest number of a version, a need or a measure that is taken
