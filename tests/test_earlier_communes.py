"""Communes of earlier lists in the table of units: lost, renamed, spelt otherwise, begun later."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extraction.gazetteer import REFORM

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from build_admin_units import row_of
from earlier_communes import Earlier, add_earlier

PLACE = ("Huyện Long Đất", "Tỉnh Bà Rịa - Vũng Tàu")


def _table() -> list[dict[str, str]]:
    """A district with two communes of June 2025, one of which absorbed xã Tam Phước."""
    return [
        row_of("d-753", PLACE[0], "district", province_name="Bà Rịa - Vũng Tàu"),
        row_of(
            "c-1", "Xã Tam An", "commune", code="1", parent_id="d-753", valid_to=REFORM,
            province_name="Bà Rịa - Vũng Tàu", absorbed="xatamphuoc|tamphuoc",
        ),
        row_of(
            "c-2", "Xã Sủng Cháng", "commune", code="2", parent_id="d-753", valid_to=REFORM,
            province_name="Bà Rịa - Vũng Tàu",
        ),
    ]  # fmt: skip


def _joined(oldest: list[Earlier], later: list[Earlier]) -> dict[str, dict[str, str]]:
    return {row["unit_id"]: row for row in add_earlier(_table(), oldest, later, row_of)}


def test_a_commune_that_the_next_list_has_not_ended_and_became_what_absorbed_it() -> None:
    listed = [Earlier("9", "Xã Tam Phước", *PLACE), Earlier("2", "Xã Sủng Cháng", *PLACE)]
    rows = _joined(listed, listed)
    lost = rows["c-9-until-2025"]
    assert (lost["name"], lost["parent_id"]) == ("Xã Tam Phước", "d-753")
    assert (lost["valid_from"], lost["valid_to"], lost["successor_ids"]) == ("", "2025", "c-1")


def test_a_commune_that_no_earlier_list_has_began_when_they_ended() -> None:
    listed = [Earlier("9", "Xã Tam Phước", *PLACE), Earlier("2", "Xã Sủng Cháng", *PLACE)]
    rows = _joined(listed, listed)
    assert rows["c-1"]["valid_from"] == "2025"
    assert rows["c-2"]["valid_from"] == ""


def test_another_writing_under_the_same_code_is_an_alias_and_no_other_commune() -> None:
    listed = [Earlier("1", "Xã Tam An", *PLACE), Earlier("2", "Xã Sủng Tráng", *PLACE)]
    rows = _joined(listed, listed)
    assert rows["c-2"]["aliases"] == "Sủng Tráng"
    assert len(rows) == len(_table())


def test_what_nobody_knows_the_successor_of_is_named_and_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = [Earlier("7", "Xã Không Còn", *PLACE), Earlier("2", "Xã Sủng Cháng", *PLACE)]
    rows = _joined(listed, listed)
    assert len(rows) == len(_table())
    assert "Xã Không Còn" in capsys.readouterr().out
