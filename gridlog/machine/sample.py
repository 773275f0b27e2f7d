"""Find the sample zone: inside the wheel, or beside the code in a checkout."""

from pathlib import Path


def folder() -> Path:
    """Return the folder with the sample's CSV files. data/README.md says what is synthetic in the sample."""
    package = Path(__file__).parent.parent
    shipped = package / "sample"
    return shipped if shipped.is_dir() else package.parent / "data"
