"""`chitieu evaluate` and its scores, counted by hand and against the contract's own script."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import Result

from chitieu import scoring
from tests.command_line.conftest import BUDGET, RATE, TEXT

Chitieu = Callable[..., Result]

ROOT = Path(__file__).resolve().parents[2]
CONTRACT_SCORE = ROOT.parent / "shared" / "contract" / "score.py"


def row(start: int = 0, **fields: Any) -> dict[str, Any]:
    """A made observation; `start` places it apart from the others."""
    made = {
        "article": "district-01.txt",
        "start": start,
        "end": start + 5,
        "quote": "12 xã",
        "indicator": "communes_nrm",
        "indicator_text": "xã",
        "item": None,
        "place_level": "district",
        "place_name": "Huyện Hải Hà",
        "place_province": "Quảng Ninh",
        "period": "2022",
        "measure": "level",
        "stage": "actual",
        "comparator": "eq",
        "value": 12,
        "value_max": None,
        "unit": "COMMUNE",
        "base_period": None,
        "plan_by": None,
    }
    return made | fields


def rates(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> tuple[float, ...]:
    """Found and strict hits, then predicted and gold counts."""
    scores = scoring.score(gold, predicted)
    found, strict = scoring.found(scores), scoring.strict(scores)
    return found.hits, strict.hits, found.predicted, found.gold


def test_precision_recall_and_f1() -> None:
    gold = [row(0), row(10), row(20), row(30)]
    predicted = [row(0), row(10, stage="target"), row(50)]
    scores = scoring.score(gold, predicted)
    found, strict = scoring.found(scores), scoring.strict(scores)
    # Two of three predictions meet two of four gold: P 2/3, R 1/2, F1 2·(2/3)(1/2)/(7/6) = 4/7.
    assert (found.precision, found.recall) == (2 / 3, 0.5)
    assert found.f1 == pytest.approx(4 / 7)
    assert (strict.precision, strict.recall) == (1 / 3, 0.25)
    assert strict.f1 == pytest.approx(2 / 7)


def test_nothing_at_all_scores_nothing() -> None:
    assert scoring.found(scoring.score([], [])).f1 == 0
    assert rates([row()], []) == (0, 0, 0, 1)
    assert rates([], [row()]) == (0, 0, 1, 0)


def test_spans_must_overlap_and_values_agree_up_to_the_sign() -> None:
    assert rates([row(0)], [row(4)]) == (1, 1, 1, 1)
    assert rates([row(0)], [row(5)]) == (0, 0, 1, 1)
    assert rates([row(value=12)], [row(value=-12)]) == (1, 0, 1, 1)
    assert rates([row(value=12)], [row(value=12.1)]) == (0, 0, 1, 1)
    assert rates([row(value=12, value_max=14)], [row(value=12)]) == (1, 0, 1, 1)


def test_each_number_pairs_once_with_the_one_that_agrees_most() -> None:
    gold = [row(period="2021"), row(period="2022")]
    assert rates(gold, [row(period="2022")]) == (1, 1, 1, 2)
    assert rates(gold, [row(period="2022"), row(period="2021")]) == (2, 2, 2, 2)


def test_optional_gold_is_neither_rewarded_nor_punished() -> None:
    optional = row(optional=True)
    assert rates([optional], []) == (0, 0, 0, 0)
    assert rates([optional], [row(stage="target")]) == (0, 0, 0, 0)
    assert rates([optional, row(10)], [row(10)]) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("gold", "predicted", "wrong"),
    [
        ({"place_name": "Huyện Hải Hà"}, {"place_name": "huyện  hai ha"}, ()),
        ({"place_province": None}, {"place_province": "Nam Định"}, ()),
        ({}, {"place_province": "Nam Định"}, ("place",)),
        ({}, {"place_level": "commune"}, ("place",)),
        ({"indicator": None}, {"indicator": "grdp"}, ()),
        ({}, {"indicator": None}, ("indicator",)),
        ({}, {"base_period": "2021"}, ()),  # only a change has a base
        (
            {"measure": "change_pct"},
            {"measure": "change_pct", "base_period": "2021"},
            ("base_period",),
        ),
        ({}, {"plan_by": "province"}, ()),  # only an attainment has a planner
        (
            {"measure": "attainment_pct", "plan_by": "district"},
            {"measure": "attainment_pct"},
            ("plan_by",),
        ),
        ({}, {"item": "lúa", "indicator_text": "khác"}, ()),  # not scored
        (
            {},
            {"stage": "target", "unit": "HA", "comparator": "ge"},
            ("unit", "stage", "comparator"),
        ),
    ],
)
def test_which_fields_count(
    gold: dict[str, Any], predicted: dict[str, Any], wrong: tuple[str, ...]
) -> None:
    (article,) = scoring.score([row(**gold)], [row(**predicted)])
    assert [pair.wrong for pair in article.pairs] == [wrong]


def test_levels_come_from_the_prefix_or_from_the_gold_itself() -> None:
    gold = [
        row(article="plans-01.txt"),
        row(article="bao-ha-tinh.txt", place_level="province"),
        row(10, article="bao-ha-tinh.txt", place_level="province"),
        row(20, article="bao-ha-tinh.txt"),
    ]
    levels = scoring.by_level(scoring.score(gold, []))
    assert {level: [s.article for s in group] for level, group in levels.items()} == {
        "plans": ["plans-01.txt"],
        "province": ["bao-ha-tinh.txt"],
    }


def test_fields_and_measures() -> None:
    gold = [row(0), row(10), row(20, measure="rank")]
    predicted = [row(0), row(10, stage="target"), row(40, measure="fraction")]
    scores = scoring.score(gold, predicted)
    fields = scoring.by_field(scores)
    assert fields["stage"] == 0.5
    assert fields["unit"] == fields["value"] == 1
    assert scoring.by_measure(scores) == {
        "fraction": (0, 0, 0, 1),
        "level": (2, 2, 1, 0),
        "rank": (1, 0, 0, 0),
    }


def test_calibration_counts_what_met_no_gold_as_wrong_and_leaves_optional_out() -> None:
    gold = [row(0), row(10), row(20, optional=True), row(30)]
    predicted = [
        row(0, confidence=0.95),
        row(10, stage="target", confidence=0.93),
        row(20, confidence=0.91),
        row(30, confidence=1.0),
        row(60, confidence=0.25),
    ]
    low, high = scoring.calibration(scoring.score(gold, predicted))
    assert (low.low, low.high, low.predictions, low.share_right) == (0.2, 0.3, 1, 0)
    assert (high.low, high.high, high.predictions) == (0.9, 1.0, 3)
    assert high.share_right == pytest.approx(2 / 3)
    assert high.mean_confidence == pytest.approx((0.95 + 0.93 + 1.0) / 3)


@pytest.fixture(scope="module")
def contract_score() -> ModuleType:
    if not CONTRACT_SCORE.is_file():
        pytest.skip(f"{CONTRACT_SCORE} is absent: the contract's script is not in this checkout")
    spec = importlib.util.spec_from_file_location("contract_score", CONTRACT_SCORE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["contract_score"] = module
    spec.loader.exec_module(module)
    return module


def test_the_scores_are_those_of_the_contracts_script(
    contract_score: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gold with a thousand seeded mistakes, scored by both."""
    gold = scoring.read_gold(ROOT / "tests" / "gold")
    predicted = damaged(gold, random.Random(7))
    files = []
    for name, rows in (("predicted", predicted), ("gold", gold)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(
            "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8"
        )
        files.append(str(path))
    argv = sys.argv
    try:
        sys.argv = ["score.py", "score", *files]
        contract_score.main()
    finally:
        sys.argv = argv
    expected = capsys.readouterr().out.splitlines()

    scores = scoring.score(gold, predicted)
    lines = []
    for name, told in (("found", scoring.found(scores)), ("strict", scoring.strict(scores))):
        lines.append(
            f"{name}: precision {told.precision:.3f} recall {told.recall:.3f} F1 {told.f1:.3f}  "
            f"({told.hits} of {told.gold} gold, {told.predicted} predicted)"
        )
    fields = scoring.by_field(scores)
    lines.append("fields: " + " ".join(f"{field} {share:.3f}" for field, share in fields.items()))
    assert lines == expected
    strict = scoring.strict(scores)
    assert 0.3 < strict.f1 < 0.9, "the seeded mistakes should leave some right and some wrong"


def damaged(gold: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """The gold as a bad extraction would give it: lost, moved, doubled and changed."""
    others = {field: [r.get(field) for r in gold] for field in ("period", "stage", "unit", "item")}
    others |= {f: [r.get(f) for r in gold] for f in ("place_name", "indicator", "comparator")}
    predicted = []
    for line in gold:
        made = {k: v for k, v in line.items() if k != "optional"}
        if chance.random() < 0.1:
            continue
        if chance.random() < 0.2:
            field = chance.choice(sorted(others))
            made[field] = chance.choice(others[field])
        if chance.random() < 0.1:
            made["value"] = chance.choice([-made["value"], made["value"] + 1])
        if chance.random() < 0.1:
            made["end"] += chance.randint(1, 40)
        if chance.random() < 0.1:
            predicted.append(made | {"measure": "rank"})
        predicted.append(made)
    return predicted


@pytest.fixture
def gold(tmp_path: Path, made_extraction: None) -> Path:
    """One article with two numbers found, one of them with a wrong planner, and one missed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "hai-ha.txt").write_bytes(TEXT.encode("utf-8"))
    folder = tmp_path / "gold"
    folder.mkdir()
    lines = [
        BUDGET.contract_line() | {"article": "hai-ha.txt"},
        RATE.contract_line() | {"article": "hai-ha.txt", "plan_by": "province"},
        BUDGET.contract_line() | {"article": "hai-ha.txt", "start": 0, "end": 4, "value": 7},
    ]
    (folder / "hai-ha.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
    return folder


def test_the_scores_by_level_field_measure_and_confidence(chitieu: Chitieu, gold: Path) -> None:
    result = chitieu("evaluate", gold, "--format", "json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["found"]["hits"], told["found"]["gold"], told["found"]["predicted"]) == (2, 3, 2)
    assert told["strict"]["hits"] == 1
    assert list(told["levels"]) == ["district"]
    assert told["fields"]["plan_by"] == 0.5
    assert told["measures"]["attainment_pct"] == {"gold": 1, "found": 1, "strict": 0, "extra": 0}
    assert [(b["low"], b["share_right"]) for b in told["calibration"]] == [(0.5, 0), (0.9, 1)]


def test_the_tables_and_the_worst_misses(chitieu: Chitieu, gold: Path) -> None:
    result = chitieu("evaluate", gold, "-v")
    assert "found: precision 1.000 recall 0.667 F1 0.800  (2 of 3 gold" in result.stdout
    assert "strict: precision 0.500 recall 0.333 F1 0.400" in result.stdout
    assert "2 misses, worst first:" in result.stdout
    missed, wrong = (ln for ln in result.stdout.splitlines() if "hai-ha.txt" in ln)
    assert missed.split()[0] == "missed"
    assert "plan_by: gold province got district" in wrong


@pytest.mark.parametrize(
    ("bar", "code"),
    [
        ("--min-found=0.79", 0),
        ("--min-found=0.81", 1),
        ("--min-strict=0.4", 0),
        ("--min-strict=0.41", 1),
    ],
)
def test_the_bars(chitieu: Chitieu, gold: Path, bar: str, code: int) -> None:
    result = chitieu("evaluate", gold, bar)
    assert result.exit_code == code
    assert ("below the bar" in result.stderr) == bool(code)


def test_a_page_keeps_its_other_sections(chitieu: Chitieu, gold: Path, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "ACCURACY.md"
    for name in ("one", "two", "one"):
        result = chitieu("evaluate", gold, "--write", page, "--name", name)
        assert result.exit_code == 0, result.stderr
        page.write_text(page.read_text("utf-8").replace("# How", "# Mine: how"), "utf-8")
    text = page.read_text("utf-8")
    assert text.startswith("# Mine: how accurate")
    assert text.count("## On `one`") == text.count("## On `two`") == 1
    assert text.index("## On `one`") < text.index("## On `two`")
    assert "| district | 1 | 3 | 1.000 | 0.667 | 0.800 | 0.500 | 0.333 | 0.400 |" in text
    assert "| plan_by | 0.500 |" in text


def test_a_missing_article_and_a_bad_gold_line_are_named(
    chitieu: Chitieu, gold: Path, tmp_path: Path
) -> None:
    (tmp_path / "articles" / "hai-ha.txt").unlink()
    result = chitieu("evaluate", gold)
    assert result.exit_code == 1
    assert "hai-ha.txt" in result.stderr
    assert "--articles" in result.stderr
    file = gold / "hai-ha.jsonl"
    file.write_text(file.read_text("utf-8") + '{"article": "x"}\n', "utf-8")
    result = chitieu("evaluate", gold)
    assert result.exit_code == 1
    assert f"{file}:4 lacks start" in result.stderr
    (tmp_path / "nothing").mkdir()
    assert "no .jsonl file" in chitieu("evaluate", tmp_path / "nothing").stderr
