"""How sure an observation is, from the rules that built it.

A logistic regression on the project's own gold, one weight a rule; `scripts/fit_confidence.py`
fits `seeds/confidence.csv` and prints how well what is said holds.
"""

from __future__ import annotations

import math
from functools import lru_cache

from extraction.reference import rule_weights

#: The row of the seed that holds for every observation.
BIAS = "bias"


@lru_cache(maxsize=1024)
def confidence_of(rules: tuple[str, ...]) -> float:
    """The share of observations built by these rules that are right in every field (0 to 1)."""
    weights = rule_weights()
    total = weights.get(BIAS, 0.0) + sum(weights.get(rule, 0.0) for rule in rules)
    return round(1 / (1 + math.exp(-total)), 2)
