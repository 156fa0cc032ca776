"""Which rules built each field of a sentence's observations, for people."""

from __future__ import annotations

from extraction.extract import FIRST_YEAR, extract_all
from extraction.lexicon import find_mentions
from extraction.observation import Article, Observation
from extraction.rules.periods import find_periods
from extraction.rules.quantities import find_quantities
from extraction.search_key import make_key
from extraction.text import read_text

_YEARS_AROUND = 10
_INDENT = "    "


def explain(sentence: str) -> str:
    """For every number of a text: its observation with the rule behind each field, or that none is.

    The text stands alone: where it names no place or year, its numbers are set aside, as they
    would be in an article that names none; they are shown with that reason. Below the
    numbers stand the phrases and times that the rules saw, with their offsets.
    """
    reading = read_text(sentence)
    quantities = find_quantities(reading.normal)
    extraction = extract_all(Article("sentence", sentence))
    if not quantities:
        return "No quantity: every number here is a date, a name, an ordinal, or there is none."
    lines: list[str] = []
    for quantity in quantities:
        start, end = reading.stored(quantity.start), reading.stored(quantity.end)
        own = [row for row in extraction.observations if row.start < end and start < row.end]
        aside = [
            (row, why) for row, why in extraction.set_aside if row.start < end and start < row.end
        ]
        for row, why in aside:
            lines += _fields(row)
            lines.append(f"{_INDENT}set aside in an ordinary article: {why}")
        if not own and not aside:
            lines.append(f"{sentence[start:end]!r} at {start}: no observation")
            lines.append(f"{_INDENT}no indicator's phrase around it takes this unit and wording")
        for row in own:
            lines += _fields(row)
    lines.append("")
    lines.append("phrases seen (offsets): meaning")
    for mention in find_mentions(make_key(reading.normal, quantities)):
        meaning = _meaning(mention.codes, mention.item, mention.word)
        if meaning:
            shown = reading.text[mention.start : mention.end]
            lines.append(f"{_INDENT}{shown!r} ({mention.start}-{mention.end}): {meaning}")
    for period in find_periods(reading.normal):
        use = "compared with" if period.base else "time"
        shown = reading.text[period.start : period.end]
        lines.append(f"{_INDENT}{shown!r} ({period.start}-{period.end}): {use}, {period.kind}")
    return "\n".join(lines)


def _fields(row: Observation) -> list[str]:
    rules = dict(rule.split(":", 1) for rule in row.rules)
    value = f"{row.value:g}" if row.value_max is None else f"{row.value:g} .. {row.value_max:g}"
    place = row.place_name + (f" ({row.place_province})" if row.place_province else "")
    told = [
        ("indicator", row.indicator or "(no code)", rules.get("indicator", "")),
        ("item", row.item or "-", ""),
        ("measure", row.measure, rules.get("measure", "")),
        ("value", f"{value} {row.unit}", ""),
        ("comparator", row.comparator, ""),
        ("stage", row.stage, rules.get("stage", "")),
        ("period", _dated(row.period), rules.get("period", "")),
        ("base_period", _dated(row.base_period or "-"), ""),
        ("plan_by", row.plan_by or "-", ""),
        ("place", place, rules.get("place", "")),
        ("confidence", f"{row.confidence:.2f}", ""),
    ]
    lines = [f"{row.quote!r} at {row.start}"]
    for field, shown, rule in told:
        why = f"   [{rule.replace('_', ' ')}]" if rule else ""
        lines.append(f"{_INDENT}{field:<12} {shown}{why}")
    return lines


def _dated(period: str) -> str:
    # FIRST_YEAR stands for an unknown year; bases and plans lie a few years around it.
    year = period[:4]
    unknown = year.isdigit() and abs(int(year) - FIRST_YEAR) <= _YEARS_AROUND
    return "(no date)" if unknown else period


def _meaning(
    codes: tuple[tuple[str, str | None], ...], item: tuple[str, str] | None, word: object
) -> str:
    if codes:
        shown = [code if head is None else f"{code} (under {head!r})" for code, head in codes[:4]]
        return ", ".join(shown) + (" …" if len(codes) > 4 else "")
    if item is not None:
        return f"item {item[0]} ({item[1]})"
    role, value = getattr(word, "role", ""), getattr(word, "value", "")
    return f"{role} {value}".strip()
