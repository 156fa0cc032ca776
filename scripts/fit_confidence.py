"""Fit seeds/confidence.csv: how much each rule speaks for an observation that is right.

    python scripts/fit_confidence.py

A logistic regression with one weight a rule, on the gold of the sample articles and of the retold
pages (strictly right or not, by the contract's matching): the former alone, which the grammar was
made with, would promise too much of pages never seen. Prints the calibration in
bins of ten, each article scored by weights fitted on the others. A rule that the gold does not
hold keeps its weight, and so does `article:ordinary`: it is set so that what ordinary news gives
says the share that was judged right there, see docs/ACCURACY.md.

The seed that ships is not its last output: with the newest retold pages every ridge put a bin
off, and three weights of the fit before were set by hand instead (docs/ACCURACY.md, Confidence).
Look at the bins of `tests/test_accuracy.py` before a new fit is committed.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from chitieu.scoring import match, wrong_fields
from extraction import Article, extract
from extraction.confidence import BIAS
from extraction.reference import SEEDS, rule_weights

ROOT = Path(__file__).resolve().parent.parent
RETOLD = ROOT / "tests" / "retold"
SAMPLES = ((ROOT / "tests" / "gold", SEEDS / "articles"), (RETOLD / "gold", RETOLD / "articles"))
OF_NEWS = {"article:ordinary"}
RARE = 8
RIDGE = 3.0


def main() -> int:
    """Fit, write the seed, print the calibration."""
    rows = [
        row
        for gold, articles in SAMPLES
        for path in sorted(gold.glob("*.jsonl"))
        for row in judged(path, articles)
    ]
    counts = Counter(rule for _, rules, _ in rows for rule in rules)
    common = {rule for rule, count in counts.items() if count >= RARE}
    names = [BIAS, *sorted(common - OF_NEWS)]
    matrix = np.array([vector(rules, names) for _, rules, _ in rows])
    right = np.array([float(hit) for *_, hit in rows])
    groups = np.array([article for article, *_ in rows])
    apart = np.zeros(len(rows))
    for article in sorted(set(groups)):
        others = groups != article
        apart[~others] = predict(matrix[~others], fit(matrix[others], right[others]))
    told = dict(rule_weights())
    told.update(zip(names, fit(matrix, right), strict=True))
    with (SEEDS / "confidence.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("rule", "weight"))
        for name in sorted(told, key=lambda rule: (rule != BIAS, rule)):
            writer.writerow((name, f"{told[name]:.3f}"))
    for low in range(10):
        inside = (apart >= low / 10) & (apart < (low + 1) / 10 + (low == 9))
        if inside.any():
            print(
                f"{low / 10:.1f}-{(low + 1) / 10:.1f}: {int(inside.sum()):5d} observations, "
                f"said {apart[inside].mean():.3f}, right {right[inside].mean():.3f}"
            )
    return 0


def judged(gold: Path, articles: Path) -> list[tuple[str, tuple[str, ...], bool]]:
    """Article, rules and whether strictly right, for each observation of one gold file."""
    truth = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line]
    if not truth:
        return []
    path = articles / truth[0]["article"]
    found = extract(Article(path.name, path.read_bytes().decode("utf-8")))
    lines = [row.contract_line() for row in found]
    pairs = match(truth, lines)
    verdict = {id(line): not wrong_fields(gold_row, line) for gold_row, line in pairs}
    optional = {id(line) for gold_row, line in pairs if gold_row.get("optional")}
    return [
        (path.name, row.rules, verdict.get(id(line), False))
        for row, line in zip(found, lines, strict=True)
        if id(line) not in optional
    ]


def vector(rules: tuple[str, ...], names: list[str]) -> list[float]:
    """One row of the regression."""
    told = set(rules)
    return [1.0, *(float(name in told) for name in names[1:])]


def fit(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights by Newton's method with a ridge on all but the bias."""
    weights = np.zeros(matrix.shape[1])
    ridge = RIDGE * np.eye(matrix.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(30):
        said = predict(matrix, weights)
        gradient = matrix.T @ (said - right) + ridge @ weights
        hessian = (matrix * (said * (1 - said))[:, None]).T @ matrix + ridge
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights


def predict(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Probabilities."""
    return 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))


if __name__ == "__main__":
    sys.exit(main())
