"""Fit seeds/confidence.csv: how much each rule speaks for an observation that is right.

    python scripts/fit_confidence.py

A logistic regression with one weight a rule, on three kinds of answers (strictly right or not,
by the contract's matching):

- first answers: what the grammar said of composed pages before anybody who works on it had opened
  them (`tests/composed/first_answers.csv`), the only ones that tell of pages never seen;
- answers on the retold pages, whose causes of mistake have been mended;
- answers on the sample articles, which the grammar was made with: nearly all right, which no other
  page is, so each counts as right by SAMPLE_RIGHT; what they say is which rules are usual.

Prints the calibration in bins of ten of each kind. A rule that they hardly hold has no weight.
`article:ordinary` keeps its own: it is set so that what ordinary news gives says the share that was
judged right there, see docs/ACCURACY.md. `tests/test_accuracy.py` holds the bins.

The seed that ships is not its last output: with these settings one bin of the sample is 0.103 off
and, with `article:ordinary` at what news asks for, one of the retold pages (docs/ACCURACY.md,
Confidence). Look at the bins of `tests/test_accuracy.py` before a new fit is committed.
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
FIRST_ANSWERS = ROOT / "tests" / "composed" / "first_answers.csv"
OF_NEWS = {"article:ordinary"}
#: On so many pages a rule must have been used, to have a weight.
RARE = 25
RIDGE = 20.0
#: How much one answer of each kind counts, and how far one of the sample's is taken for right: of
#: some two hundred settings those with which the bins of the sample and the retold pages fit best.
WEIGHTS = {"first answers": 1.0, "retold pages": 1.0, "sample": 10.0}
SAMPLE_RIGHT = 0.95

#: The page, the rules that built the answer, and whether it is strictly right.
Judged = tuple[str, tuple[str, ...], bool]


def main() -> int:
    """Fit, write the seed, print the calibration."""
    kinds = {
        "first answers": first_answers(),
        "retold pages": all_judged(RETOLD / "gold", RETOLD / "articles"),
        "sample": all_judged(ROOT / "tests" / "gold", SEEDS / "articles"),
    }
    rows = [row for judged in kinds.values() for row in judged]
    pages = {(rule, page) for page, rules, _ in rows for rule in rules}
    counts = Counter(rule for rule, _ in pages)
    common = {rule for rule, count in counts.items() if count >= RARE}
    names = [BIAS, *sorted(common - OF_NEWS)]
    matrix = np.array([vector(rules, names) for _, rules, _ in rows])
    right = np.array([float(hit) for *_, hit in rows])
    weight = np.array([WEIGHTS[kind] for kind, judged in kinds.items() for _ in judged])
    right[-len(kinds["sample"]) :] = SAMPLE_RIGHT
    told = {rule: weight for rule, weight in rule_weights().items() if rule in OF_NEWS}
    told.update(zip(names, fit(matrix, right, weight), strict=True))
    with (SEEDS / "confidence.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("rule", "weight"))
        for name in sorted(told, key=lambda rule: (rule != BIAS, rule)):
            writer.writerow((name, f"{told[name]:.3f}"))
    every = list(told)
    weights = np.array([told[name] for name in every])
    for kind, judged in kinds.items():
        said = predict(np.array([vector(rules, every) for _, rules, _ in judged]), weights)
        print_bins(kind, said, np.array([float(hit) for *_, hit in judged]))
    return 0


def first_answers() -> list[Judged]:
    """The page and the rules of each first answer and whether it was strictly right."""
    with FIRST_ANSWERS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [(row["article"], tuple(row["rules"].split()), row["right"] == "1") for row in rows]


def all_judged(gold: Path, articles: Path) -> list[Judged]:
    """The answers of today on every article of a folder of gold."""
    return [row for path in sorted(gold.glob("*.jsonl")) for row in judged(path, articles)]


def judged(gold: Path, articles: Path) -> list[Judged]:
    """Page, rules and whether strictly right, for each observation of one gold file."""
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
    told = {BIAS, *rules}
    return [float(name in told) for name in names]


def fit(matrix: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weights by Newton's method with a ridge on all but the bias."""
    weights = np.zeros(matrix.shape[1])
    ridge = RIDGE * np.eye(matrix.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(30):
        said = predict(matrix, weights)
        gradient = matrix.T @ (weight * (said - right)) + ridge @ weights
        hessian = (matrix * (weight * said * (1 - said))[:, None]).T @ matrix + ridge
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights


def predict(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Probabilities."""
    return 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))


def print_bins(kind: str, said: np.ndarray, right: np.ndarray) -> None:
    """What was said and what was right, by what was said."""
    print(f"{kind}: {len(said)} answers, said {said.mean():.3f}, right {right.mean():.3f}")
    for low in range(10):
        inside = (said >= low / 10) & (said < (low + 1) / 10 + (low == 9))
        if inside.any():
            print(
                f"  {low / 10:.1f}-{(low + 1) / 10:.1f}: {int(inside.sum()):5d} observations, "
                f"said {said[inside].mean():.3f}, right {right[inside].mean():.3f}"
            )


if __name__ == "__main__":
    sys.exit(main())
