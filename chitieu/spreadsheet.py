"""Cells that a spreadsheet shows as they are, instead of running them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def defused(cell: object) -> object:
    """The cell, with an apostrophe before a text that a spreadsheet would take for a formula.

    Numbers stay numbers, negative ones too.
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a header and rows as CSV with every cell defused; the number of rows."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([defused(cell) for cell in header])
    count = 0
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        count += 1
    return count
