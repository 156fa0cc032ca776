"""How sure an observation is, from how it was built."""

from __future__ import annotations

from extraction.state import Found


def confidence_of(found: Found) -> float:
    """The share of observations built like this one that are right in every field (0 to 1)."""
    return round(max(0.05, min(0.97, 0.35 + 0.1 * found.score)), 2)
