"""The terminal: where tables go, what article text may do there, and how an error is told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

import click
from rich.console import Console

#: Control characters of an article must not steer the reader's terminal; one for one, so that
#: offsets still count.
CONTROL_CHARACTERS = {
    code: " " if chr(code) in "\t\n\v\f\r\x85" else "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), *range(127, 160))
}
WIDE = 10_000


def console(*, error: bool = False, wide_when_piped: bool = False) -> Console:
    """A console on standard output or standard error; colours follow the terminal and NO_COLOR.

    Where the output is no terminal and COLUMNS is not set, tables are 120 columns wide, or as
    wide as they need with `wide_when_piped`.
    """
    stream = sys.stderr if error else sys.stdout
    width = None
    if not stream.isatty() and not os.environ.get("COLUMNS"):
        width = WIDE if wide_when_piped else 120
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


@contextmanager
def utf8_output() -> Iterator[TextIO]:
    """Standard output as UTF-8 with bare line ends, whatever the terminal's own encoding is."""
    sys.stdout.flush()
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()


def printable(text: str) -> str:
    """The text with its control characters replaced, as long as before."""
    return text.translate(CONTROL_CHARACTERS)


def fail(sentence: str) -> NoReturn:
    """End the command with exit code 1 and one sentence that names the way out."""
    raise click.ClickException(sentence)


def number(value: float | int) -> str:
    """A number as short as it is exact: `15800`, `0.98`."""
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"
