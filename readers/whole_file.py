"""All bytes of one file, or the refusal: gone, not allowed, no file, too large."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from readers.records import Refusal, refuse

#: The longest article: of a text file, of a saved page, of a JSON line. A book has 2 MB.
MOST_BYTES = 20_000_000


def read_bytes(path: Path) -> bytes | Refusal:
    """The bytes of a file of at most `MOST_BYTES`; a larger one is refused before it is read."""
    opened = open_file(path)
    if isinstance(opened, Refusal):
        return opened
    with opened as stream:
        size = os.fstat(stream.fileno()).st_size
        try:
            data = stream.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
        except OSError as error:
            return unreadable(path, error)
    if max(size, len(data)) > MOST_BYTES:
        return refuse(
            path,
            "too_large",
            f"has {max(size, len(data)):,} bytes, and an article may have {MOST_BYTES:,}; "
            "split it into one file an article, or make a .jsonl file of it.",
        )
    return data


def open_file(path: Path) -> BinaryIO | Refusal:
    """The file opened for reading; a folder, a pipe, a socket or a device is refused unopened."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(iter(os.scandir(path)), None)  # tells whether the folder may be opened at all
            return refuse(path, "unreadable", "is a folder, not a file; give the files in it.")
        if not stat.S_ISREG(mode):
            return refuse(
                path, "unreadable", "is a pipe, a socket or a device; save the text in a file."
            )
        return path.open("rb")
    except FileNotFoundError:
        return refuse(
            path,
            "vanished",
            "is not there: it was moved or removed since it was listed, or its name is misspelt; "
            "check the path and run again.",
        )
    except PermissionError:
        return refuse(
            path,
            "unreadable",
            "may not be opened (no permission); give yourself the right to read it (chmod u+r).",
        )
    except (OSError, ValueError) as error:
        return unreadable(path, error)


def unreadable(path: Path, error: Exception) -> Refusal:
    """The refusal for an error of the file system, in its own words."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return refuse(
        path, "unreadable", f"could not be read ({told}); check the disk or copy the file anew."
    )
