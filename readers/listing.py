"""Files and folders in, a sorted list of files out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

#: A browser saves the pictures, scripts and advertisements of `page.html` in such a folder.
PAGE_PARTS_ENDINGS = ("_files", "-files", "_tệp", "-tệp")
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")


def list_inputs(paths: Sequence[Path]) -> list[Path]:
    """Every file of the given files and folders, folders read recursively, each file once, sorted.

    Inside a folder, hidden files and folders stay out, and so do the folders in which a browser
    keeps the parts of a saved page (`report_files` beside `report.html`). A path that does not
    exist and a folder that may not be opened are listed as they are: reading refuses them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _files_under(path) if path.is_dir() else [path]:
            found.setdefault(os.path.abspath(file), file)  # noqa: PTH100 (resolve() follows links)
    return sorted(found.values())


def _files_under(folder: Path) -> Iterator[Path]:
    unreadable: list[Path] = []
    seen: set[tuple[int, int]] = set()
    walk = os.walk(
        folder, followlinks=True, onerror=lambda error: unreadable.append(Path(error.filename))
    )
    for parent, folders, files in walk:
        status = os.stat(parent)  # noqa: PTH116
        if (status.st_dev, status.st_ino) in seen:  # a link back up would never end
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not _left_out(name, files))
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from unreadable


def _left_out(folder: str, files: Sequence[str]) -> bool:
    if folder.startswith("."):
        return True
    return any(
        folder.endswith(ending) and folder.removesuffix(ending) + suffix in files
        for ending in PAGE_PARTS_ENDINGS
        for suffix in PAGE_SUFFIXES
    )
