"""A database file as bytes, for databases that live in memory."""


def without_log(image: bytes) -> bytes:
    """Return the image marked as a file without a write-ahead log, since a database in memory cannot have one.

    Source: sqlite.org/fileformat.html, 1.3.3: bytes 18 and 19 are 2 for a file with such a log, else 1.
    """
    return image[:18] + b"\x01\x01" + image[20:]
