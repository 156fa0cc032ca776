"""Whether the site that stands is the one that would be written: then it is not written again."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from report.overview import ACCURACY_PAGE
from report.words import UNITS

#: In the site's folder: what it was made of, and its files with their sizes.
NOTE = ".made-of.json"
PACKAGES = ("altair", "duckdb", "jinja2", "markdown", "markupsafe", "vl-convert-python")
_HERE = Path(__file__).parent


def made_of(published: Path) -> str:
    """A hash of all that goes into the site: the published file, the code, templates, words and
    units, the page on accuracy, the packages."""
    told = sha256(f"{published.name}\0{platform.python_version()}\0".encode())
    for package in PACKAGES:
        told.update(f"{package} {version(package)}\0".encode())
    for path in (published, *sorted(_code()), UNITS, ACCURACY_PAGE):
        if path.is_file():
            with path.open("rb") as stream:
                told.update(f"{path}\0{path.stat().st_size}\0".encode())
                while block := stream.read(1 << 20):
                    told.update(block)
    return told.hexdigest()


def is_current(published: Path, folder: Path) -> bool:
    """Whether `folder` holds the site of the published file, each page in its size."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return bool(note == {"made_of": made_of(published), "files": _files(folder)})
    except (OSError, ValueError):
        return False


def remember(folder: Path, key: str) -> None:
    """Note in the finished `folder` that it was made of `key`."""
    note = json.dumps({"made_of": key, "files": _files(folder)})
    (folder / NOTE).write_text(note, encoding="utf-8")


def _code() -> Iterator[Path]:
    yield _HERE.parent / "chitieu" / "amounts.py"
    for path in _HERE.rglob("*"):
        if "__pycache__" not in path.parts:
            yield path


def _files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in folder.rglob("*")
        if path.name != NOTE and path.is_file()
    }
