"""Observations against gold, scored as the contract's `score.py` scores them.

A pair is a gold and a predicted observation of one article whose spans overlap and whose values
are equal up to the sign; it is right (`strict`) when every scored field agrees. Optional gold is
neither rewarded nor punished.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

CHANGES = ("change_pct", "change_abs", "index_pct")
#: The fields that a strict match needs, beside the value itself.
SCORED = (
    "indicator",
    "unit",
    "place",
    "period",
    "measure",
    "stage",
    "comparator",
    "base_period",
    "plan_by",
)
ADMINISTRATIVE_LEVEL = re.compile(r"(district|commune|province|plans)-")


class GoldError(ValueError):
    """A gold file cannot be used; the message names file, line and what to mend."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold observation, the predicted one that meets it, and the fields that differ."""

    gold: Row
    predicted: Row
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """One article: its pairs, what gold has and nobody predicted, what is predicted and not gold.

    `pairs` leaves optional gold out, `missed` too; `predicted` counts predictions without those
    that met optional gold.
    """

    article: str
    pairs: tuple[Pair, ...]
    missed: tuple[Row, ...]
    extra: tuple[Row, ...]
    predicted: int

    @property
    def gold(self) -> int:
        """How many gold observations count."""
        return len(self.pairs) + len(self.missed)


@dataclass(frozen=True, slots=True)
class Rates:
    """`hits` of `predicted` and of `gold`, as precision, recall and F1 (each 0 to 1)."""

    hits: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was predicted."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The observations of a gold file, or of every `.jsonl` file of a folder.

    Raises GoldError with file and line where a line is no observation.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path} holds no .jsonl file; name the folder with the gold files.")
    rows = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise GoldError(f"{file} could not be read ({error}); check the path.") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                rows.append(_gold_row(file, number, line))
    return rows


def _gold_row(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{file}:{number} is not JSON ({error.msg}); mend the line.") from error
    needed = ("article", "start", "end", "quote", "value", "measure", "place_level", "place_name")
    missing = [field for field in needed if not isinstance(row, dict) or field not in row]
    if missing:
        raise GoldError(f"{file}:{number} lacks {', '.join(missing)}; it is no gold observation.")
    assert isinstance(row, dict)
    return row


def score(gold: Iterable[Row], predicted: Iterable[Row]) -> list[ArticleScore]:
    """The score of each article that gold or prediction names, in the order of their names."""
    by_article: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for row in gold:
        by_article[row["article"]][0].append(row)
    for row in predicted:
        by_article[row["article"]][1].append(row)
    return [_score_article(article, *by_article[article]) for article in sorted(by_article)]


def _score_article(article: str, gold: Sequence[Row], predicted: Sequence[Row]) -> ArticleScore:
    matched = match(gold, predicted)
    met_gold = {id(a) for a, _ in matched}
    met_predicted = {id(b) for _, b in matched}
    optional = sum(is_optional(a) for a, _ in matched)
    return ArticleScore(
        article=article,
        pairs=tuple(Pair(a, b, wrong_fields(a, b)) for a, b in matched if not is_optional(a)),
        missed=tuple(a for a in gold if id(a) not in met_gold and not is_optional(a)),
        extra=tuple(b for b in predicted if id(b) not in met_predicted),
        predicted=len(predicted) - optional,
    )


def match(gold: Sequence[Row], predicted: Sequence[Row]) -> list[tuple[Row, Row]]:
    """One-to-one pairs of one article: most fields in common first, then the order of the text."""
    candidates = [
        (-sum(same(field, a, b) for field in SCORED), g, p)
        for g, a in enumerate(gold)
        for p, b in enumerate(predicted)
        if a["start"] < b["end"]
        and b["start"] < a["end"]
        and same_number(abs(a["value"]), abs(b["value"]))
    ]
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, g, p in sorted(candidates):
        if g not in used_gold and p not in used_predicted:
            used_gold.add(g)
            used_predicted.add(p)
            pairs.append((gold[g], predicted[p]))
    return pairs


def wrong_fields(gold: Row, predicted: Row) -> tuple[str, ...]:
    """The scored fields that differ, `value` for value and value_max together."""
    wrong = [field for field in SCORED if not same(field, gold, predicted)]
    if not (
        same_number(gold["value"], predicted["value"])
        and same_number(gold.get("value_max"), predicted.get("value_max"))
    ):
        wrong.append("value")
    return tuple(wrong)


def same(field: str, gold: Row, predicted: Row) -> bool:
    """Whether a scored field agrees; where gold says that anything may stand, it does."""
    if field == "place":
        return _same_place(gold, predicted)
    if (
        (field == "indicator" and gold["indicator"] is None)
        or (field == "base_period" and gold["measure"] not in CHANGES)
        or (field == "plan_by" and gold["measure"] != "attainment_pct")
    ):
        return True
    return bool(gold.get(field) == predicted.get(field))


def _same_place(gold: Row, predicted: Row) -> bool:
    if gold["place_level"] != predicted.get("place_level"):
        return False
    if fold(gold["place_name"]) != fold(predicted.get("place_name")):
        return False
    province = gold.get("place_province")
    return province is None or fold(province) == fold(predicted.get("place_province"))


def same_number(a: float | None, b: float | None) -> bool:
    """Equal up to a millionth; null equals null alone."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def fold(text: str | None) -> str:
    """A place's name with case, accents and spacing aside."""
    if not text:
        return ""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def is_optional(row: Row) -> bool:
    """Whether gold marks the observation as a borderline case."""
    return bool(row.get("optional", False))


def found(scores: Iterable[ArticleScore]) -> Rates:
    """Numbers found at their place, whatever their fields."""
    scores = list(scores)
    return Rates(
        hits=sum(len(s.pairs) for s in scores),
        predicted=sum(s.predicted for s in scores),
        gold=sum(s.gold for s in scores),
    )


def strict(scores: Iterable[ArticleScore]) -> Rates:
    """Numbers found with every scored field right."""
    scores = list(scores)
    all_found = found(scores)
    hits = sum(not pair.wrong for s in scores for pair in s.pairs)
    return Rates(hits, all_found.predicted, all_found.gold)


def by_level(scores: Iterable[ArticleScore]) -> dict[str, list[ArticleScore]]:
    """The scores by administrative level: the article's prefix, else its gold's usual level."""
    groups: dict[str, list[ArticleScore]] = defaultdict(list)
    for article in scores:
        prefix = ADMINISTRATIVE_LEVEL.match(article.article)
        if prefix:
            level = prefix.group(1)
        else:
            rows = [*(pair.gold for pair in article.pairs), *article.missed]
            levels = Counter(row["place_level"] for row in rows)
            level = levels.most_common(1)[0][0] if levels else "no observation"
        groups[level].append(article)
    return dict(sorted(groups.items()))


def by_field(scores: Iterable[ArticleScore]) -> dict[str, float]:
    """The share of found observations whose field is right, for each scored field."""
    pairs = [pair for s in scores for pair in s.pairs]
    return {
        field: sum(field not in pair.wrong for pair in pairs) / len(pairs)
        for field in (*SCORED, "value")
        if pairs
    }


def by_measure(scores: Iterable[ArticleScore]) -> dict[str, tuple[int, int, int, int]]:
    """For each measure: gold, found of it, strict of it, and predictions that met no gold."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for article in scores:
        for pair in article.pairs:
            told = counts[pair.gold["measure"]]
            told[0] += 1
            told[1] += 1
            told[2] += not pair.wrong
        for row in article.missed:
            counts[row["measure"]][0] += 1
        for row in article.extra:
            counts[row["measure"]][3] += 1
    return {measure: (a, b, c, d) for measure, (a, b, c, d) in sorted(counts.items())}


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose confidence lies in [low, high): how sure they were, how many are right."""

    low: float
    high: float
    predictions: int
    mean_confidence: float
    share_right: float


def calibration(scores: Iterable[ArticleScore], *, bins: int = 10) -> list[Bin]:
    """Confidence against the share that is right in every field; what met no gold is wrong."""
    told: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for article in scores:
        judged = [(pair.predicted, not pair.wrong) for pair in article.pairs]
        judged += [(row, False) for row in article.extra]
        for row, right in judged:
            confidence = float(row["confidence"])
            told[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [
        Bin(
            low=index / bins,
            high=(index + 1) / bins,
            predictions=len(inside),
            mean_confidence=sum(confidence for confidence, _ in inside) / len(inside),
            share_right=sum(right for _, right in inside) / len(inside),
        )
        for index, inside in enumerate(told)
        if inside
    ]
