"""What holds of the dbt project as text: descriptions, reasons of tests, layers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").glob("*/*.sql"))
VIETNAMESE = re.compile(
    "[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.I
)

#: Which layers a model of a layer may read.
READS = {
    "staging": {"seeds", "sources"},
    "intermediate": {"staging", "intermediate", "seeds"},
    "marts": {"staging", "intermediate", "marts", "seeds"},
    "metrics": set(),
}


def is_bilingual(description: str | None) -> bool:
    parts = (description or "").rsplit(" / ", 1)
    return len(parts) == 2 and bool(VIETNAMESE.search(parts[1])) and len(parts[0]) > 2


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_model_and_columns_are_described_in_english_and_vietnamese(model):
    described = yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    assert [entry["name"] for entry in described] == [model.stem]
    assert is_bilingual(described[0]["description"])
    assert "Grain: " in described[0]["description"]
    plain = [
        column["name"]
        for column in described[0]["columns"]
        if not is_bilingual(column.get("description"))
    ]
    assert plain == []


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_every_model_tests_its_key(model):
    entry = yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))["models"][0]
    keyed = [
        column["name"] for column in entry["columns"] if "unique" in column.get("data_tests", [])
    ]
    together = [test for test in entry.get("data_tests", []) if "unique_together" in test]
    assert keyed or together


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_the_data_goes_one_way(model):
    sql = model.read_text(encoding="utf-8")
    layers = {path.stem: path.parent.name for path in MODELS}
    read = {layers.get(name, "seeds") for name in re.findall(r"ref\('(\w+)'\)", sql)}
    if "source(" in sql:
        read.add("sources")
    assert read <= READS[model.parent.name]


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "tests").glob("*.sql")), ids=lambda path: path.stem
)
def test_a_singular_test_begins_with_what_a_returned_row_means(path):
    lines = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("{{ config")
    ]
    assert lines[0].startswith("-- A returned row ")


def test_marts_are_tables_under_contract_and_schemas_have_their_plain_names():
    config = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    marts = config["models"]["chitieu"]["marts"]
    assert marts["+materialized"] == "table"
    assert marts["+contract"] == {"enforced": True}
    assert marts["+schema"] == "marts"
