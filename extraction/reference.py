"""The seeds as frozen tables; a bad row is refused by file and line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.text import normalise

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class SeedError(ValueError):
    """A row of a seed cannot be used; the message names file, line and what to mend."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One code of the codebook; `units` holds its canonical `unit` first, then the others."""

    code: str
    topic: str
    name_vi: str
    unit: str
    units: tuple[str, ...]
    kind: str
    better: str
    parent: str | None
    share: str | None
    item_classes: frozenset[str]
    traits: frozenset[str]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A written form of a unit: `12 triệu đồng` is 12 times `factor` in `unit`."""

    form: str
    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase of the reports' grammar with its role (`stage`, `direction`, …) and value."""

    phrase: str
    role: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """A product, animal, season or source that narrows an indicator, with its class."""

    item: str
    item_class: str
    forms: tuple[str, ...]


def _rows(name: str, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    path = SEEDS / name
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise SeedError(f"{path}: the header lacks {', '.join(sorted(missing))}")
        for row in reader:
            if None in row or None in row.values():
                raise SeedError(
                    f"{path}:{reader.line_num}: not as many cells as the header; quote commas"
                )
            if not row[columns[0]].strip():
                raise SeedError(f"{path}:{reader.line_num}: {columns[0]} is empty")
            yield reader.line_num, row


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split("|") if part.strip())


#: What the grammar asks of a code beside its unit and kind, in the column `traits`.
TRAITS = {
    "assigned_sum": "a sum that somebody assigned: a target of its year",
    "spends_assigned_sum": "what is spent of the assigned sum",
    "quota": "a share of it is the rate's level (rule 15)",
    "monthly_pay": "told per month, never per year",
    "per_head": "told per person",
    "capital_of_firms": "what firms bring, not their projects",
    "monthly_index": "a bare change of it is against the month before (GSO usage)",
    "price_of_good": "the price of whatever good is named",
    "contribution": "always a level, whose sign its verb tells",
    "of_gdp": "told of the gross product and, after it, of each of its branches",
    "branch_share": "one of the shares that make up the whole economy, often listed in one go",
    "labour_share": "farming's share of the workers; the other sectors' have no code",
    "workers": "all who work; a sector's are a part of them",
    "incidents": "its words also tell single events",
    "adds": "counts what is added: 'thêm' tells no change of it",
    "lenders_too": "its words also tell what one bank does",
    "balance": "what goes out less what comes in; a deficit is below nought",
    "bank_balance": "what banks are owed or hold on one day, which holds for all such sums",
    "of_agencies": "offices of the administration have theirs, each a part of their place's",
    "harm": "told at the end of a list in its unit it is said of all its members",
    "flow_of_stock": "told as what stands by now it is the stock of the same unit",
    "stock_of_flow": "what has come in so far and still stands",
    "growth_of_all": "how fast the whole economy grows; its parts are told by their growth",
    "production_index": "the index of industrial production or that of a branch",
    "takes_in": "all that a budget takes in; 'chi' alone behind it is what it spends",
    "spends": "all that a budget spends",
    "works_abroad": "workers who go to another country, whichever is named",
    "people_of_place": "how many people a place has, told by 'có' alone",
    "area_of_place": "how large a place is, told by 'diện tích' or 'rộng' alone",
    "unnamed": "what a report tells in words that nothing else stands for",
    "part_rate": "the share of a part that is counted by the words of the rate",
    "given": "money that people give, also told beside the days that they worked",
    "goods_made": "an output of goods; who makes or sells them is counted by their names too",
    "doses": "doses given; what they are given to has a count of its own",
    "one_work_too": "its words also tell what one building costs",
}


def _traits(row: dict[str, str], where: str) -> frozenset[str]:
    found = frozenset(_split(row.get("traits")))
    if unknown := found - TRAITS.keys():
        raise SeedError(
            f"{where}: trait {', '.join(sorted(unknown))}; known are {', '.join(sorted(TRAITS))}"
        )
    return found


@cache
def with_trait(trait: str) -> frozenset[str]:
    """The codes, and uncoded phrases, that have the trait."""
    return frozenset(code for code, row in codebook().items() if trait in row.traits)


@cache
def _sectors() -> dict[str, tuple[str, ...]]:
    """How each sector of the economy is named, bare and as "ngành …", "khu vực …"."""
    openings = ("", *(f"{word} " for word in phrases_of("sector_opening")))
    return {
        row["sector"]: tuple(
            opening + name for name in _split(row["names_vi"]) for opening in openings
        )
        for _, row in _rows("sectors.csv", "sector", "names_vi")
    }


@cache
def _names_of_items() -> dict[str, tuple[str, ...]]:
    """All names of the items of each class."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items():
        found[item.item_class] = (*found.get(item.item_class, ()), *item.forms)
    return found


def _aliases(phrases: tuple[str, ...], where: str) -> Iterator[str]:
    """The phrases, each "{sector}" in them replaced by all names of that sector in turn.

    "{country}" stands for the names of foreign countries that `wording.csv` lists, "{perennial}"
    and any other class of `items.csv` for the names of its items.
    """
    for phrase in phrases:
        if phrase.count("…") > 1:
            raise SeedError(
                f"{where}: {phrase!r} has two gaps and would never be found; keep one '…'"
            )
        sector = re.search(r"\{(\w+)\}", phrase)
        if sector is None:
            yield phrase
        elif sector[1] == "country":
            yield from (phrase.replace(sector[0], name) for name in phrases_of("foreign"))
        elif sector[1] in _names_of_items():
            yield from (phrase.replace(sector[0], name) for name in _names_of_items()[sector[1]])
        elif sector[1] in _sectors():
            yield from (phrase.replace(sector[0], name) for name in _sectors()[sector[1]])
        else:
            raise SeedError(
                f"{where}: {phrase!r} names no sector; known are {', '.join(sorted(_sectors()))}"
            )


@cache
def indicators() -> dict[str, Indicator]:
    """The codebook by code. Raises SeedError where a row names an unknown unit, kind or code."""
    known_units = units()
    found: dict[str, Indicator] = {}
    for line, row in _rows("indicators.csv", "indicator", "unit", "kind", "aliases_vi"):
        where = f"{SEEDS / 'indicators.csv'}:{line}"
        code = row["indicator"]
        if code in found:
            raise SeedError(f"{where}: the code {code} stands twice; keep one row")
        unit_codes = (row["unit"], *_split(row.get("also_units")))
        for unit in unit_codes:
            if unit not in known_units:
                raise SeedError(f"{where}: unit {unit!r} is not in units.csv")
        if row["kind"] not in {"flow", "stock", "rate", "index", "rank"}:
            raise SeedError(f"{where}: kind {row['kind']!r}; use flow, stock, rate, index or rank")
        found[code] = Indicator(
            code=code,
            topic=row["topic"],
            name_vi=row["name_vi"],
            unit=unit_codes[0],
            units=unit_codes,
            kind=row["kind"],
            better=row["better"],
            parent=row["parent"] or None,
            share=row.get("share") or None,
            item_classes=frozenset(_split(row.get("item_class"))),
            traits=_traits(row, where),
            aliases=(row["name_vi"], *_aliases(_split(row["aliases_vi"]), where)),
        )
    for indicator in found.values():
        for other in (indicator.parent, indicator.share):
            if other and other not in found:
                raise SeedError(
                    f"{SEEDS / 'indicators.csv'}: {indicator.code} names the unknown code {other}"
                )
    return found


@cache
def uncoded() -> dict[str, Indicator]:
    """Indicators that the codebook has no code for, by their phrase with a leading "~".

    A number of one is an observation with no code, never one of a neighbouring code.
    """
    found: dict[str, Indicator] = {}
    for line, row in _rows("uncoded_phrases.csv", "phrase", "unit"):
        if row["unit"] not in units():
            raise SeedError(
                f"{SEEDS / 'uncoded_phrases.csv'}:{line}: unit {row['unit']!r} is not in units.csv"
            )
        code = f"~{row['phrase']} ({row['unit']})"
        found[code] = Indicator(
            code=code,
            topic="",
            name_vi=row["phrase"],
            unit=row["unit"],
            units=(row["unit"],),
            kind="rate" if row["unit"] in ("PERCENT", "PERMILLE") else "flow",
            better="none",
            parent=None,
            share=row.get("share") or None,
            item_classes=frozenset(),
            traits=_traits(row, f"{SEEDS / 'uncoded_phrases.csv'}:{line}"),
            aliases=(row["phrase"],),
        )
    return found


@cache
def codebook() -> dict[str, Indicator]:
    """Codes and uncoded indicators together."""
    return indicators() | uncoded()


@cache
def units() -> frozenset[str]:
    """The canonical unit codes."""
    return frozenset(row["unit"] for _, row in _rows("units.csv", "unit"))


@cache
def unit_forms() -> dict[str, UnitForm]:
    """Written forms of units by their lower-cased form. Raises SeedError on a bad factor."""
    found: dict[str, UnitForm] = {}
    for line, row in _rows("unit_forms.csv", "form", "unit", "factor"):
        where = f"{SEEDS / 'unit_forms.csv'}:{line}"
        if row["unit"] not in units():
            raise SeedError(f"{where}: unit {row['unit']!r} is not in units.csv")
        try:
            factor = float(row["factor"])
        except ValueError:
            raise SeedError(f"{where}: factor {row['factor']!r} is no number") from None
        form = row["form"].lower()
        found.setdefault(form, UnitForm(form, row["unit"], factor))
    return found


@cache
def words() -> tuple[Word, ...]:
    """The grammar's phrases of `wording.csv`."""
    return tuple(
        Word(row["phrase"], row["role"], row["value"])
        for _, row in _rows("wording.csv", "phrase", "role", "value")
    )


@cache
def any_of(role: str) -> str:
    """A pattern of the role's phrases in folded text, one or another; without any, no match."""
    return "|".join(re.escape(normalise(phrase)) for phrase in phrases_of(role)) or r"(?!)"


@cache
def phrases_of(role: str) -> tuple[str, ...]:
    """The phrases of `wording.csv` with one role, longest first."""
    found = (word.phrase for word in words() if word.role == role)
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def phrases_with(role: str, value: str) -> frozenset[str]:
    """The phrases of `wording.csv` with one role and one value, in folded text."""
    return frozenset(
        normalise(word.phrase) for word in words() if (word.role, word.value) == (role, value)
    )


@cache
def items() -> tuple[Item, ...]:
    """The nouns of `items.csv` that narrow a code."""
    return tuple(
        Item(row["item"], row["class"], (row["item"], *_split(row["aliases_vi"])))
        for _, row in _rows("items.csv", "item", "class", "aliases_vi")
    )


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviations and what they stand for, both lower-cased."""
    return {
        row["abbreviation"].lower(): row["expansion"].lower()
        for _, row in _rows("abbreviations.csv", "abbreviation", "expansion")
    }


@cache
def item_defaults() -> dict[str, tuple[tuple[str, str | None], ...]]:
    """The codes that a bare item of a class stands for, each with the head that it needs.

    "lúa 186 ha" is a crop's area; under "xuất khẩu" 228 tonnes of rice are an exported quantity.
    Raises SeedError where a row names an unknown code.
    """
    found: dict[str, list[tuple[str, str | None]]] = {}
    for line, row in _rows("item_defaults.csv", "class", "indicator", "head"):
        if row["indicator"] not in indicators():
            raise SeedError(
                f"{SEEDS / 'item_defaults.csv'}:{line}: {row['indicator']} is not in indicators.csv"
            )
        found.setdefault(row["class"], []).append((row["indicator"], row["head"] or None))
    return {item_class: tuple(codes) for item_class, codes in found.items()}


@cache
def is_grown(item_class: str) -> bool:
    """Whether the class is of what stands on land, so that its hectares have a code."""
    return any(codebook()[code].unit == "HA" for code, _ in item_defaults().get(item_class, ()))


@cache
def rule_weights() -> dict[str, float]:
    """What each rule adds to the log-odds that an observation is right.

    Raises SeedError where a weight is no number.
    """
    found: dict[str, float] = {}
    for line, row in _rows("confidence.csv", "rule", "weight"):
        try:
            found[row["rule"]] = float(row["weight"])
        except ValueError:
            raise SeedError(
                f"{SEEDS / 'confidence.csv'}:{line}: weight {row['weight']!r} is no number"
            ) from None
    return found
