"""What kind of number a quantity is for a given indicator: level, change, index, attainment, …

The rules are those of `docs/CONTRACT.md`, section "measure"; each returns its name.
"""

from __future__ import annotations

from functools import cache

from extraction.observation import Measure
from extraction.record import Replaceable, record
from extraction.reference import Indicator, codebook, indicators
from extraction.rules.periods import PeriodMention
from extraction.rules.quantity import Quantity, clean
from extraction.rules.units import COUNTED, Unit

_MONEY = frozenset(("VND", "USD"))
#: Units in which an `a/b` is a part of a counted whole (rule 20).
_WHOLES = frozenset(
    [
        "COMMUNE",
        "DISTRICT",
        "VILLAGE",
        "SCHOOL",
        "TARGET",
        "CRITERION",
        "HOUSEHOLD",
        "HOUSE",
        "POINT",
        "ITEM",
        "COOPERATIVE",
        "PRODUCT",
        "ENTERPRISE",
        "KM",
        "DOCUMENT",
        "CASE",
    ]
)
#: Codes of one canonical unit that also take the written form in another (notes of unit_forms).
_ALSO = {
    "VND/HA": frozenset(("VND",)),
    "TONNE/HA": frozenset(("TONNE",)),
    "TONNE": frozenset(("KG",)),
    "KG": frozenset(("TONNE",)),
    "M2": frozenset(("HA",)),
    "PERSON": frozenset(("VISIT",)),
    "PROJECT": frozenset(("VISIT",)),
    "VEHICLE": frozenset(("ITEM",)),
    "COMMUNE": frozenset(("ENTERPRISE",)),
    "DISTRICT": frozenset(("ENTERPRISE",)),
    "VISIT": frozenset(("PERSON",)),
    "VND": frozenset(("USD",)),
    "USD": frozenset(("VND",)),
    "VILLAGE": frozenset(("ITEM",)),
}


#: The row of `uncoded_phrases.csv` that a share of what has no code is an observation of.
UNCODED_SHARE = "~phần chiếm trong tổng chưa có mã (PERCENT)"


@record
class Cues(Replaceable):
    """The words around a quantity that decide its measure.

    `verb` is the role of the nearest verb before it (`direction`, `level`, `reach`, `exceed`,
    `multiple`, `addition`, `rank`), `sign` its direction, `growth` that a head like "tốc độ
    tăng" governs it, `share` that "chiếm" or "tỷ lệ" stands before it, `plan` that it is
    compared with a plan, `plan_before` that a plan's name introduces it ("KH 6.850 ha"),
    `restated` that it tells the number before in another unit ("18% với 38.700 hộ").
    """

    verb: str | None = None
    sign: int = 0
    growth: bool = False
    share: bool = False
    equal: bool = False
    plan: bool = False
    plan_before: bool = False
    bracket: bool = False
    restated: bool = False
    base: PeriodMention | None = None
    starts: bool = False
    inherited: Measure | None = None
    inherited_sign: int = 0


@record
class Told(Replaceable):
    """A quantity as a measure of a code: value and unit canonical, `rule` the rule's name."""

    code: str
    measure: Measure
    value: float
    high: float | None
    unit: str
    rule: str
    fit: float = 0.0


def measure_of(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    """Read the quantity as a number of this indicator, or None where it cannot be one."""
    if quantity.kind == "rank":
        fit = 0.5 if indicator.kind == "rank" else -0.6
        return _told(indicator, "rank", quantity, "RANK", "measure:rank", fit)
    if quantity.kind == "slash":
        return _slash(indicator, quantity, cues)
    if quantity.unit is None:
        return _bare(indicator, quantity, cues)
    code = quantity.unit.code
    if code == "PERCENT":
        if quantity.unit.form == "lần":
            return _multiple(indicator, quantity, cues)
        return _per_cent(indicator, quantity, cues)
    if code == "PP" or (code == "POINT" and "contribution" in indicator.traits):
        if indicator.kind != "rate" or indicator.unit not in ("PERCENT", "PP"):
            return None
        if "contribution" in indicator.traits:
            return _signed(indicator, "level", quantity, "PP", cues, "measure:level")
        if "branch_share" in indicator.traits and cues.verb != "direction":
            return None  # "công nghiệp 5,43 điểm phần trăm" is what it adds to growth
        if indicator.unit == "PP" and cues.verb != "direction":
            return _told(indicator, "level", quantity, "PP", "measure:level")
        goes_on = cues.inherited in ("change_abs", "change_pct")
        fit = 0.0 if cues.verb == "direction" or goes_on or quantity.sign else -1.0
        return _signed(indicator, "change_abs", quantity, "PP", cues, "measure:points", fit)
    return _amount(indicator, quantity, cues)


def _told(
    indicator: Indicator,
    measure: Measure,
    quantity: Quantity,
    unit: str,
    rule: str,
    fit: float = 0.0,
) -> Told:
    return Told(indicator.code, measure, quantity.value, quantity.high, unit, rule, fit)


def _signed(
    indicator: Indicator,
    measure: Measure,
    quantity: Quantity,
    unit: str,
    cues: Cues,
    rule: str,
    fit: float = 0.0,
) -> Told:
    sign = quantity.sign or cues.sign or cues.inherited_sign or 1
    high = None if quantity.high is None else sign * quantity.high
    return Told(indicator.code, measure, sign * quantity.value, high, unit, rule, fit)


def _plan_share(indicator: Indicator, quantity: Quantity, offset: int, rule: str) -> Told:
    def shift(value: float) -> float:
        return clean(100 + offset * value) if offset else value

    high = None if quantity.high is None else shift(quantity.high)
    return Told(indicator.code, "attainment_pct", shift(quantity.value), high, "PERCENT", rule)


def _per_cent(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    if indicator.kind == "rank" or indicator.unit in ("PERMILLE", "PER_100"):
        return None
    if "contribution" in indicator.traits and cues.verb == "direction":
        return None  # "đóng góp 5,62 điểm % (tăng 19,86%)": so much the branch has grown
    in_per_cent = "PERCENT" in indicator.units or indicator.unit == "PP"
    is_rate = indicator.kind == "rate" and in_per_cent  # also "PAR INDEX đạt 89,21%"
    falls = indicator.better == "down"
    if indicator.unit == "TARGET" or (cues.plan and "assigned_sum" in indicator.traits):
        return None  # targets are no part of a plan; a plan is not attained, its spending is
    if quantity.sign:
        return _change(indicator, quantity, cues._replace(sign=quantity.sign), is_rate)
    if cues.plan and cues.verb in ("direction", "exceed", "addition"):
        if is_rate or cues.inherited == "change_pct":
            return _signed(indicator, "change_abs", quantity, "PP", cues, "measure:points_to_plan")
        sign = -1 if cues.sign < 0 else 1
        return _plan_share(indicator, quantity, sign, "measure:beyond_plan")
    if cues.verb in ("direction", "addition"):
        return _change(indicator, quantity, cues, is_rate)
    # More than 100% is no share of a whole, nor does a rate that shall fall "reach 79% of plan".
    told = cues.inherited == "level"  # the rate itself stands right before
    beyond = is_rate and (quantity.value > 100 or told or (falls and cues.verb == "reach"))
    if cues.plan and (not is_rate or beyond) and "quota" not in indicator.traits:
        return _plan_share(indicator, quantity, 0, "measure:share_of_plan")
    if is_rate and falls and quantity.value > 100 and not cues.share:
        # no part of a whole: "giảm nghèo cao nhất là huyện Ninh Sơn, đạt 167%"
        return _plan_share(indicator, quantity, 0, "measure:share_of_plan")
    if cues.verb == "exceed":
        if is_rate:
            return _told(indicator, "level", quantity, "PERCENT", "measure:level_exceeding")
        if cues.base is not None:
            return _change(indicator, quantity, cues._replace(sign=1), is_rate)
        return _plan_share(indicator, quantity, 1, "measure:beyond_plan")
    if "quota" in indicator.traits:
        return None  # rule 15: a share of the quota is the recruitment rate's level
    if is_rate:
        if indicator.unit == "PP":
            return _told(indicator, "level", quantity, "PP", "measure:level", -0.3)
        told_with = cues.base is not None or cues.bracket  # "giảm 35 hộ (3,4%)"
        if cues.inherited == "change_abs" and told_with and cues.verb is None:
            return _signed(indicator, "change_abs", quantity, "PP", cues, "measure:same_change")
        part = "branch_share" in indicator.traits or indicator.code.endswith("_share")
        if part and quantity.value > 100:
            return None  # no part is more than its whole
        fit = -1.5 if cues.growth else 0.3
        rule = "measure:start" if cues.starts else "measure:rate"
        return _told(indicator, "level", quantity, "PERCENT", rule, fit)
    # "đạt mức tăng 0,1% so với cùng kỳ"; "đạt 2,91% so với tháng 11" is too low for a price index
    grows = quantity.value < 50 and (cues.growth or indicator.kind == "index")
    if cues.base is not None and cues.verb in ("reach", "level") and not grows:
        return _told(indicator, "index_pct", quantity, "PERCENT", "measure:index")
    if grows and cues.base is not None and cues.verb == "reach":
        return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:growth_head")
    if cues.inherited in ("change_pct", "index_pct") and cues.verb is None and not cues.share:
        if cues.inherited == "index_pct":
            return _told(indicator, "index_pct", quantity, "PERCENT", "measure:same_index")
        return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:same_change")
    if cues.bracket and cues.verb is None and quantity.value > 100 and not cues.growth:
        # "tiền sử dụng đất 3,4 tỷ đồng (113%)": more than all of it is so much of the plan
        return _plan_share(indicator, quantity, 0, "measure:share_of_plan_unsaid")
    of_rate = indicator.share is not None and falls  # "giảm 35 hộ nghèo (3,4%)": points of it
    goes_on = cues.inherited == "change_abs" and cues.bracket and cues.verb is None
    if goes_on and not cues.share and not of_rate:
        # "tăng 35.311 lượt (4,69%) so với cùng kỳ"
        return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:same_change")
    yearly = quantity.unit is not None and quantity.unit.form.endswith("/năm")
    # "thu ngân sách đạt 12-14%/năm" tells how fast it grows
    if cues.growth or (yearly and not cues.share):
        return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:growth_head")
    if indicator.kind == "index":
        if cues.verb in ("reach", "level", None) and quantity.value > 50:
            return _told(indicator, "index_pct", quantity, "PERCENT", "measure:index", -0.2)
        if quantity.value < _LOWEST_INDEX and cues.verb in ("reach", "level") and not cues.share:
            # "nhóm giao thông xuống 0,96%": no index stands so low
            return _signed(
                indicator, "change_pct", quantity, "PERCENT", cues, "measure:change", -0.3
            )
        return None
    if indicator.unit == "TONNE/HA" or indicator.unit == "VND/HA":
        return (
            None
            if cues.verb != "reach"
            else _plan_share(indicator, quantity, 0, "measure:share_of_plan_unsaid")
        )
    if cues.share or (cues.verb in (None, "level") and cues.inherited not in ("attainment_pct",)):
        return None
    product = "of_gdp" in indicator.traits and quantity.value < _FASTEST_GROWTH
    if product and cues.verb == "reach" and cues.inherited is None:
        # "GRDP quý III đạt 4,5%": nobody plans so little of a product
        return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:growth_head")
    if cues.verb == "reach" or cues.inherited == "attainment_pct":
        return _plan_share(indicator, quantity, 0, "measure:share_of_plan_unsaid")
    return None


#: No index of prices or of production falls so low.
_LOWEST_INDEX = 50
#: No province's product grows by so many per cent a year.
_FASTEST_GROWTH = 25


def _change(indicator: Indicator, quantity: Quantity, cues: Cues, is_rate: bool) -> Told:
    if is_rate:
        # What has no code and is told in dong too rises by per cent ("năng suất lao động").
        fit = -0.3 if indicator.code.startswith("~") else 0.0
        return _signed(indicator, "change_abs", quantity, "PP", cues, "measure:points", fit)
    return _signed(indicator, "change_pct", quantity, "PERCENT", cues, "measure:change")


def _multiple(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    if indicator.kind in ("rate", "rank") or cues.verb not in (
        "multiple", "direction", "reach", "exceed", "level",
    ):  # fmt: skip
        return None
    if cues.plan:
        return _plan_share(indicator, quantity, 0, "measure:times_plan")
    return _told(indicator, "index_pct", quantity, "PERCENT", "measure:times")


def fits_unit(indicator: Indicator, code: str) -> bool:
    """Whether an amount in this canonical unit can be a number of the indicator."""
    return code in indicator.units or code in _ALSO.get(indicator.unit, ())


def codes_taking(unit: Unit) -> frozenset[str]:
    """The codes that an amount as written can be a number of ("5 nghìn" of all that counts)."""
    noun = unit.form if unit.code == "ITEM" else ""
    return _codes_taking(unit.code, unit.form in _BARE_MULTIPLIERS, noun)


@cache
def _codes_taking(unit: str, bare: bool, noun: str) -> frozenset[str]:
    return frozenset(
        code
        for code, indicator in codebook().items()
        if (bare and indicator.unit in COUNTED)
        or (fits_unit(indicator, unit) and not _counts_other_things(indicator, noun))
    )


def _counts_other_things(indicator: Indicator, noun: str) -> bool:
    """Whether a code of another unit counts no such things: 79 "lớp" are no herd of cattle."""
    if not noun or noun in _ANY_THING:
        return False
    if indicator.unit == "ITEM":
        # "144 phòng" are rooms, for which there is a code, and no hotels
        if indicator.code not in indicators():
            return False
        others = (row for row in indicators().values() if row.unit == "ITEM")
        return not _is_named_by(indicator, noun) and any(_is_named_by(row, noun) for row in others)
    return not _is_named_by(indicator, noun)


def _is_named_by(indicator: Indicator, noun: str) -> bool:
    names = (indicator.name_vi, *indicator.aliases)
    return any(noun in name.lower() for name in names)


#: What anything may be counted in.
_ANY_THING = frozenset(("chiếc", "cái", "bộ", "cơ sở", "nghìn", "ngàn", "nghìn cái", "ngàn cái"))


_BARE_MULTIPLIERS = frozenset(("nghìn", "ngàn", "vạn"))


def _convert(indicator: Indicator, quantity: Quantity) -> tuple[float, float | None, str]:
    """Value, high and unit as the notes of `unit_forms.csv` say for this indicator."""
    assert quantity.unit is not None
    code, factor = quantity.unit.code, 1.0
    if code == "ITEM" and indicator.unit == "VEHICLE":
        unit = "VEHICLE"  # "905 chiếc" of a fleet
    elif code == "PERSON" and indicator.unit == "VISIT" and "lượt" in quantity.unit.form:
        unit = "VISIT"  # "1,2 triệu lượt người" of visitors
    elif code in indicator.units or code == indicator.unit:
        unit = code
        if code == "KG" and indicator.unit == "TONNE":
            unit, factor = "TONNE", 0.001
    elif code in ("VND", "USD") and indicator.unit in ("VND", "USD"):
        unit = code
    elif indicator.unit == "TONNE" and code == "KG":
        unit, factor = "TONNE", 0.001
    elif indicator.unit == "KG" and code == "TONNE":
        unit, factor = "KG", 1000.0
    elif indicator.unit == "M2" and code == "HA":
        unit, factor = "M2", 10000.0
    elif indicator.unit == "TONNE/HA":
        unit = "TONNE/HA"
    elif quantity.unit.form == "chiếc" and "VEHICLE" in indicator.units:
        unit = "VEHICLE"  # "có 4.183 tàu cá, còn 11 chiếc chưa gắn thiết bị"
    else:
        unit = indicator.unit
    if factor == 1.0:
        return quantity.value, quantity.high, unit
    high = None if quantity.high is None else clean(quantity.high * factor)
    return clean(quantity.value * factor), high, unit


def _converted(quantity: Quantity, value: float, high: float | None) -> Quantity:
    if value == quantity.value and high == quantity.high:
        return quantity
    return quantity._replace(value=value, high=high)


def _amount(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    assert quantity.unit is not None
    code = quantity.unit.code
    if indicator.code not in codes_taking(quantity.unit):
        # "đạt 6,4 điểm, xếp thứ 6/15, tăng 2 bậc": of a mark that has no rank of its own
        ranked = code == "RANK" and indicator.unit == "POINT" and cues.verb == "direction"
        if not ranked:
            return None
        return _signed(indicator, "change_abs", quantity, code, cues, "measure:places_moved")
    if quantity.unit.form in _BARE_MULTIPLIERS and indicator.unit in COUNTED:
        value, high, unit = quantity.value, quantity.high, indicator.unit
    else:
        value, high, unit = _convert(indicator, quantity)
    fit = 0.3 if code in indicator.units else -0.2
    if "monthly_pay" in indicator.traits and quantity.unit.form.endswith("/năm"):
        return None  # a year's pay is none of a month
    per_person = "/người" in quantity.unit.form
    if per_person or "per_head" in indicator.traits:
        fit += _per_person_fit(indicator, quantity, per_person)
    read = _converted(quantity, value, high)
    if code == "RANK":
        if indicator.kind != "rank":
            return None
        return _signed(indicator, "change_abs", read, "RANK", cues, "measure:places_moved")
    if indicator.kind == "rank":
        return None
    if quantity.sign:
        return _signed(
            indicator, "change_abs", read, unit, cues._replace(sign=quantity.sign), "measure:signed"
        )
    if cues.plan and cues.verb in ("exceed", "direction"):  # "tăng 11 xã so với kế hoạch"
        return _signed(indicator, "change_abs", read, unit, cues, "measure:beyond_plan_amount", fit)
    if cues.verb == "addition" and "adds" in indicator.traits:
        # "có thêm 23 dự án FDI mới": what is new is counted, no change of the count
        return Told(indicator.code, "level", value, high, unit, "measure:level", fit)
    if cues.verb in ("direction", "addition"):
        rule = "measure:change_amount" if cues.verb == "direction" else "measure:added"
        return _signed(indicator, "change_abs", read, unit, cues, rule, fit)
    if cues.verb == "exceed" and cues.base is not None and not cues.plan:
        up = cues._replace(sign=1)  # "867 đàn, vượt 12 đàn so với cùng kỳ"
        return _signed(indicator, "change_abs", read, unit, up, "measure:change_amount", fit)
    if cues.verb is None and cues.inherited == "change_abs":
        return _signed(indicator, "change_abs", read, unit, cues, "measure:same_change", fit)
    rule = "measure:start" if cues.starts else "measure:level"
    return Told(indicator.code, "level", value, high, unit, rule, fit)


def _per_person_fit(indicator: Indicator, quantity: Quantity, per_person: bool) -> float:
    """ "66,72 triệu đồng/người" is somebody's income, 500 tỷ đồng nobody's."""
    capita = not indicator.traits.isdisjoint(("per_head", "monthly_pay"))
    if per_person:
        return 0.8 if capita else -1.5
    unit = quantity.unit.code if quantity.unit is not None else ""
    too_much = _NOBODYS.get((indicator.unit, unit))
    return -4.0 if too_much is not None and quantity.value >= too_much else 0.0


#: So much money, written in either currency, nobody earns, so much grain in tonnes nobody has.
_NOBODYS = {("VND", "VND"): 5e9, ("VND", "USD"): 5e9, ("KG", "TONNE"): 5.0}


def _slash(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    unit = quantity.unit.code if quantity.unit else None
    if indicator.kind == "rank":
        return None
    if unit is None:
        if indicator.kind == "rate":
            return None
        if indicator.unit == "PERSON":
            return _told(indicator, "level", quantity, "PERSON", "measure:done_of_plan", -0.3)
        if indicator.unit not in _WHOLES:
            return None
        return _told(indicator, "fraction", quantity, indicator.unit, "measure:fraction", -0.4)
    if unit == "PERCENT" and cues.verb == "direction":
        # "hộ nghèo giảm 3,1%/3%", "giá trị sản xuất tăng 12%/10%": done of planned, both changes
        measure: Measure = "change_abs" if indicator.kind == "rate" else "change_pct"
        told = "PP" if indicator.kind == "rate" else "PERCENT"
        return _signed(indicator, measure, quantity, told, cues, "measure:done_of_plan", 0.2)
    if indicator.kind == "rate" and indicator.unit == "PERCENT":
        if unit == "PERCENT":
            return _told(indicator, "level", quantity, "PERCENT", "measure:done_of_plan", 0.2)
        if unit in _MONEY:
            return None
        return _told(indicator, "fraction", quantity, unit, "measure:fraction_of_rate", -0.3)
    if not fits_unit(indicator, unit):
        return None
    value, high, canonical = _convert(indicator, quantity)
    read = _converted(quantity, value, high)
    if canonical in ("ENTERPRISE", "COOPERATIVE", "PROJECT") and "adds" in indicator.traits:
        # "doanh nghiệp thành lập mới (812/900 doanh nghiệp)": what is new is no part of a whole
        return _told(indicator, "level", read, canonical, "measure:done_of_plan", 0.2)
    if canonical in _WHOLES or "quota" in indicator.traits:
        if cues.plan and canonical not in (
            "COMMUNE",
            "DISTRICT",
            "VILLAGE",
            "SCHOOL",
            "TARGET",
            "CRITERION",
            "HOUSE",
            "KM",
            "HOUSEHOLD",
            "CASE",
        ):
            return _told(indicator, "level", read, canonical, "measure:done_of_plan", 0.2)
        return _told(indicator, "fraction", read, canonical, "measure:fraction", 0.3)
    completes = canonical == "HA" and (indicator.share or "").endswith("_rate")
    if completes and not cues.plan and read.high is not None and read.value <= read.high:
        # "đã thu hoạch 952/974 ha": of what was sown (rule 20)
        return _told(indicator, "fraction", read, canonical, "measure:fraction", 0.3)
    return _told(indicator, "level", read, canonical, "measure:done_of_plan", 0.2)


def _bare(indicator: Indicator, quantity: Quantity, cues: Cues) -> Told | None:
    """A number without unit takes the unit of the counted indicator right before it."""
    if indicator.kind == "rank":
        return None
    if 1900 <= quantity.value <= 2100:
        return None
    changes = cues.verb in ("direction", "addition")
    if changes and indicator.unit in COUNTED and quantity.value != int(quantity.value):
        return None  # "giảm 0,18": no part of a thing counted in whole ones
    if indicator.unit in COUNTED or indicator.unit in ("PER_100", "POINT", "YEAR"):
        if cues.verb in ("direction", "addition"):
            return _signed(
                indicator, "change_abs", quantity, indicator.unit, cues, "measure:bare_change"
            )
        return _told(indicator, "level", quantity, indicator.unit, "measure:bare", -0.6)
    return None
