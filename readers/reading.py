"""Files and folders in, articles and refusals out. A new reader is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from readers.html import read_html
from readers.json_lines import read_json_lines
from readers.listing import list_inputs
from readers.records import ReadArticle, Refusal, refuse
from readers.text import read_text
from readers.whole_file import open_file

#: The reader of each suffix, in lower case; a file without a suffix is taken for text.
READERS: dict[str, Callable[[Path], Iterator[ReadArticle | Refusal]]] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".jsonl.gz": read_json_lines,
    ".ndjson.gz": read_json_lines,
}


def read_inputs(paths: Sequence[Path]) -> Iterator[ReadArticle | Refusal]:
    """Every article of the given files and folders, or the refusal of what could not be read.

    One result a file (of JSON lines one a line), in the order of `list_inputs`; whatever is wrong
    with one file, the others still come through.
    """
    for path in list_inputs(paths):
        yield from _read(path)


def _read(path: Path) -> Iterator[ReadArticle | Refusal]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        suffix = "".join(path.suffixes[-2:]).lower()
    reader = READERS.get(suffix)
    if reader:
        yield from reader(path)
        return
    opened = open_file(path)  # gone or a folder is the better reason, where it is the reason
    if isinstance(opened, Refusal):
        yield opened
        return
    opened.close()
    known = ", ".join(sorted(suffix for suffix in READERS if suffix))
    yield refuse(
        path,
        "unreadable",
        f"has no reader: no reader for {suffix} yet; save its text as a .txt file "
        f"(there are readers for {known}).",
    )
