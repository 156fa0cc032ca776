"""What reading gives: an article, or a refusal that says why there is none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extraction.observation import Article

#: The reasons of `staging.refused`. `duplicate` and `extraction_failed` are the pipeline's.
ReasonCode = Literal[
    "empty",
    "not_text",
    "too_large",
    "unreadable",
    "vanished",
    "duplicate",
    "bad_encoding",
    "bad_json",
    "no_main_text",
    "extraction_failed",
]


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article that was read: `reader` is `text`, `html` or `jsonl`.

    `path` is where it was read (of a JSON line `file.jsonl:LINE`, counted from 1), `size_bytes`
    the size of the file, of a JSON line of the line.
    """

    article: Article
    path: str
    reader: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """One input that was not read; `reason` is one sentence: the file, why, and what to do."""

    path: str
    article: str
    reason_code: ReasonCode
    reason: str


def shown(path: Path | str) -> str:
    """The path as text that UTF-8 can hold: bytes of a name that are not UTF-8 come as `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def refuse(path: Path, code: ReasonCode, why: str) -> Refusal:
    """The refusal of a whole file; `why` continues the sentence after the path."""
    return Refusal(shown(path), shown(path.name), code, f"{shown(path)} {why}")
