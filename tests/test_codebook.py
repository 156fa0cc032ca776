"""The codebook: each phrase leads to one code, and every name in it is a name that exists."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from extraction import reference
from extraction.lexicon import find_mentions, lexicon
from extraction.reference import SeedError, codebook, indicators
from extraction.rules.shares import UNCODED_SHARE
from extraction.search_key import make_key
from extraction.text import normalise, tokenise

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def rows_of(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def folded(phrase: str) -> str:
    """A phrase as the text is searched: one case, one tone placement, no soft punctuation."""
    return " … ".join(" ".join(tokenise(normalise(part)).words) for part in phrase.split("…"))


INDICATORS = rows_of("indicators.csv")
ITEMS = rows_of("items.csv")
ABBREVIATIONS = rows_of("abbreviations.csv")
CODES = {row["indicator"] for row in INDICATORS}
UNITS = {row["unit"] for row in rows_of("units.csv")}
#: Partners in trade are the foreign countries of wording.csv, criteria the marks in the text.
CLASSES = {row["class"] for row in ITEMS} | {"partner", "criteria"}


def test_each_code_stands_once() -> None:
    codes = [row["indicator"] for row in INDICATORS]
    assert sorted(codes) == sorted(CODES)


def test_the_codes_are_those_of_the_contract() -> None:
    contract = SEEDS.parent.parent / "shared" / "contract" / "indicators.csv"
    if not contract.exists():
        pytest.skip(f"{contract} is not here; it lies beside the project, not in it")
    with contract.open(encoding="utf-8", newline="") as stream:
        ours = {row["indicator"]: row for row in INDICATORS}
        for row in csv.DictReader(stream):
            mine = ours[row["indicator"]]
            for column in ("topic", "name_vi", "name_en", "unit", "kind", "better", "parent"):
                assert mine[column] == row[column], (row["indicator"], column)


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row["indicator"])
def test_a_row_names_only_what_exists(row: dict[str, str]) -> None:
    assert row["parent"] in CODES | {""}
    assert row["parent"] != row["indicator"]
    assert row["share"] in CODES | {""}
    assert {row["unit"], *split(row["also_units"])} <= UNITS
    assert row["unit"] not in split(row["also_units"])
    assert set(split(row["item_class"])) <= CLASSES
    assert row["kind"] in {"flow", "stock", "rate", "index", "rank"}
    assert row["better"] in {"up", "down", "none"}
    assert bool(row["official_code"]) == bool(row["official_source"])


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row["indicator"])
def test_a_row_has_phrases_that_can_be_found(row: dict[str, str]) -> None:
    phrases = split(row["aliases_vi"])
    assert len(phrases) >= 3
    for phrase in phrases:
        assert phrase == phrase.strip()
        head, _, tail = phrase.rpartition(": ")
        assert len(tail) >= (2 if head else 3), phrase
        assert tail.count("…") <= 1, phrase
        assert "…" not in head, phrase
        for part in [*tail.split("…"), *([head] if head else [])]:
            assert tokenise(normalise(part)).words, phrase


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row["indicator"])
def test_no_head_holds_its_own_tail(row: dict[str, str]) -> None:
    """ "xuất nhập khẩu: nhập khẩu" would be its own head wherever "xuất nhập khẩu" stands."""
    for phrase in split(row["aliases_vi"]):
        head, _, tail = phrase.rpartition(": ")
        assert not head or f" {folded(tail)} " not in f" {folded(head)} ", phrase


def test_a_share_is_a_percentage_of_a_count_or_sum() -> None:
    units = {row["indicator"]: row["unit"] for row in INDICATORS}
    for row in INDICATORS:
        if row["share"]:
            assert units[row["share"]] == "PERCENT", row["indicator"]
            assert row["unit"] != "PERCENT", row["indicator"]


def test_parents_lead_to_a_root() -> None:
    parents = {row["indicator"]: row["parent"] for row in INDICATORS}
    for code in parents:
        above, steps = parents[code], 0
        while above:
            steps += 1
            assert steps < 10, f"{code} stands below itself"
            above = parents[above]


def test_no_phrase_leads_to_two_codes_of_one_unit() -> None:
    """Under one head or under none; a phrase with a head is told from the same one without."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in indicators().values():
        for phrase in row.aliases:
            head, _, tail = phrase.rpartition(": ")
            for unit in row.units:
                found[folded(head), folded(tail), unit].add(row.code)
    twice = {key: codes for key, codes in found.items() if len(codes) > 1}
    assert not twice


def test_the_search_machine_takes_every_phrase() -> None:
    """Abbreviations written out, two codes of one unit still never share a phrase."""
    units = {code: {known.unit, *known.units} for code, known in codebook().items()}
    for key, entry in lexicon().automaton.items():
        for place, (code, head) in enumerate(entry.codes):
            for other, other_head in entry.codes[place + 1 :]:
                if head == other_head:
                    assert not units[code] & units[other], (key, code, other)


def test_items_stand_once_in_a_class_and_are_no_bare_syllable_of_other_words() -> None:
    names = [(row["item"], row["class"]) for row in ITEMS]
    assert len(names) == len(set(names))
    # Each of these is part of a common word of the reports: chỉ tiêu, điều chuyển, đào tạo,
    # cam kết, công nghệ, hành chính, bí thư, giao thông, cá nhân, phục hồi, giấy chứng nhận.
    part_of_a_word = {
        "tiêu",
        "điều",
        "đào",
        "cam",
        "nghệ",
        "hành",
        "bí",
        "thông",
        "cá",
        "hồi",
        "giấy",
    }
    for row in ITEMS:
        forms = {folded(form) for form in (row["item"], *split(row["aliases_vi"]))}
        assert not forms & part_of_a_word, row["item"]
        assert "" not in forms, row["item"]


def test_a_form_leads_to_one_item_of_its_class() -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ITEMS:
        for form in (row["item"], *split(row["aliases_vi"])):
            found[row["class"], folded(form)].add(row["item"])
    twice = {key: items for key, items in found.items() if len(items) > 1}
    assert not twice


def test_abbreviations_stand_once_and_are_written_out() -> None:
    shorts = [folded(row["abbreviation"]) for row in ABBREVIATIONS]
    assert len(shorts) == len(set(shorts))
    for row in ABBREVIATIONS:
        short, long = folded(row["abbreviation"]), folded(row["expansion"])
        assert 1 <= len(short.split()) <= 2, row["abbreviation"]
        assert short != long
        assert not set(long.split()) & {word for word in shorts if " " not in word}, row


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("tỷ trọng ngành thương mại, du lịch, dịch vụ", "share_services"),
        ("giá trị sản xuất nông nghiệp và thủy sản", "gross_output_agri_forestry_fishery"),
        ("giá trị tăng thêm khu vực công nghiệp - xây dựng", "value_added_industry_construction"),
        ("tổng thu NSNN trên địa bàn", "budget_revenue"),
        ("thu nhập bình quân đầu người", "income_per_capita"),
        ("TNBQ/người", "income_per_capita"),
        ("giá trị sản xuất CN - TTCN", "gross_output_industry"),
        ("xã đạt chuẩn NTM nâng cao", "ntm_advanced_communes"),
        ("tỷ lệ bao phủ BHYT", "health_insurance_rate"),
        ("tổng đàn heo", "livestock_herd"),
        ("kết nạp đảng viên mới", "party_members_admitted"),
        ("thành lập mới hợp tác xã", "cooperatives_new"),
        ("xóa nhà tạm", "solid_houses_removed"),
        ("ấp văn hóa", "cultural_villages"),
        ("tỷ lệ giải ngân vốn đầu tư công", "public_investment_disbursement_rate"),
        ("tăng trưởng kinh tế (GRDP)", "grdp"),
        ("GRDP bình quân đầu người", "grdp_per_capita"),
    ],
)
def test_a_phrase_of_the_reports_is_known(phrase: str, code: str) -> None:
    key = make_key(normalise(phrase), [])
    whole = [found for found in find_mentions(key) if found.end - found.start == len(phrase)]
    assert code in {known for mention in whole for known, _ in mention.codes}


def test_a_share_without_a_code_is_a_row_of_the_uncoded_phrases() -> None:
    assert codebook()[UNCODED_SHARE].unit == "PERCENT"


def test_the_head_of_an_items_default_is_written_as_the_text_is_searched() -> None:
    """Else it never holds: "khu vực nông, lâm nghiệp" is looked up without its comma."""
    assert [row["head"] for row in rows_of("item_defaults.csv")] == [
        folded(row["head"]) for row in rows_of("item_defaults.csv")
    ]


def test_a_phrase_that_names_an_unknown_sector_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("indicators.csv", "units.csv", "sectors.csv", "wording.csv"):
        text = (SEEDS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("{services}", "{service}"), encoding="utf-8")
    monkeypatch.setattr(reference, "SEEDS", tmp_path)
    with pytest.raises(SeedError, match=r"indicators\.csv:\d+: .*\{service\}.*known are.*services"):
        indicators.__wrapped__()


def test_a_phrase_with_two_gaps_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("indicators.csv", "units.csv", "sectors.csv", "wording.csv"):
        text = (SEEDS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            text.replace("tiêm phòng … liều|", "tiêm … phòng … liều|", 1), encoding="utf-8"
        )
    monkeypatch.setattr(reference, "SEEDS", tmp_path)
    with pytest.raises(SeedError, match=r"indicators\.csv:\d+: .*tiêm … phòng … liều.*keep one"):
        indicators.__wrapped__()
