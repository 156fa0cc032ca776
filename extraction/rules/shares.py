"""Shares of a whole that the codebook has no code for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import codebook, phrases_with, with_trait
from extraction.rules.candidates import SECTOR, Choice
from extraction.rules.inherited import is_of_place_before
from extraction.rules.measures import UNCODED_SHARE, Cues, Told
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.stages import names_time
from extraction.rules.units import COUNTED
from extraction.rules.wording import read_comparator
from extraction.state import Found, State


def is_share_of_uncoded(scene: Scene, number: int, cues: Cues, state: State) -> bool:
    """ "quá hạn 8 hồ sơ (0,15%)": a share of what has no code has none either; "(+9%)" rises."""
    last = state.last
    return (
        cues.bracket
        and cues.verb is None
        and not scene.quantities[number].sign
        and not cues.plan
        and last is not None
        and last.told.code.startswith("~")
        and last.told.measure == "level"
        and last.told.unit != "PERCENT"
        and scene.per_cent[number]
        and scene.reading.normal[last.end : scene.quantities[number].start].strip() == "("
    )


def is_share_of_place(scene: Scene, number: int, cues: Cues, state: State) -> bool:
    """ "nhiều nhất ở Đức Trọng 3.296 ha, chiếm 22,54%": a place's share (rule 27)."""
    last, quantity = state.last, scene.quantities[number]
    if last is None or number == 0 or not cues.share or cues.plan or not is_per_cent(quantity):
        return False
    before = scene.quantities[number - 1]
    if is_per_cent(before) or last.start != before.start or last.told.measure != "level":
        return False
    gap = scene.reading.normal[before.end : quantity.start].strip(" ,(")
    return gap in phrases_with("level", "share") and is_of_place_before(scene, number - 1)


def contribution_told(scene: Scene, number: int, state: State) -> str | None:
    """The code of "nông nghiệp đóng góp 1,2%" behind a growth: points of it, no share or growth.

    None where the words name the product itself as the whole.
    """
    quantity, normal = scene.quantities[number], scene.reading.normal
    last = state.codes[-1] if state.codes else None
    points = quantity.unit is not None and quantity.unit.code in ("PP", "POINT")
    if points and last is not None and last[1] == number - 1:
        # "nông nghiệp đóng góp 0,5 điểm phần trăm; công nghiệp 4,2 điểm"
        return last[0] if "contribution" in codebook()[last[0]].traits else None
    if not is_per_cent(quantity) or is_share_of_product(scene, number, state):
        return None
    rows = (
        row
        for row in between(scene.mentions, scene.start, quantity.start)
        if row.end in (quantity.start, quantity.start - 1) and names_contribution(row)
    )
    code = next((code for row in rows for code, _ in row.codes), None)
    goes_on = any("contribution" in codebook()[one].traits for one, _ in state.codes[-1:])
    if code is None or goes_on or _GROWTH.search(normal, scene.start, quantity.start):
        return code
    return None


def in_points(quantity: Quantity) -> Quantity:
    """The quantity with its "điểm" read as percentage points, which contributions are told in."""
    if quantity.unit is None or quantity.unit.code != "POINT":
        return quantity
    return quantity._replace(unit=quantity.unit._replace(code="PP"))


def names_contribution(mention: Mention) -> bool:
    """Whether the phrase names what a branch adds to growth."""
    return any("contribution" in codebook()[code].traits for code, _ in mention.codes)


def is_share_of_product(scene: Scene, number: int, state: State) -> bool:
    """ "nông nghiệp đóng góp 22% GRDP, công nghiệp 44%": of the product, not of its growth."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    if not is_per_cent(quantity):
        return False
    if _OF_PRODUCT.match(normal, quantity.end):
        return True
    told = state.last.told if state.last is not None else None
    if told is None or told.measure != "level":
        return False
    goes_on = "branch_share" in codebook()[told.code].traits
    return goes_on and _GROWTH.search(normal, scene.start, quantity.start) is None


def share_of_other_whole(scene: Scene, number: int, cues: Cues) -> Choice | None:
    """ "khu vực nông nghiệp chiếm 22% tổng dư nợ": of a sum that is not the economy's."""
    quantity = scene.quantities[number]
    if not _is_share(scene, number):
        return None
    if _OTHER_WHOLE.match(scene.reading.normal, quantity.end) is None:
        return None
    if cues.verb not in (None, "reach", "level") or cues.plan or cues.base is not None:
        return None
    return Choice(_share(quantity), 0.5, 0.2, "share_of_whole", None)


def share_of_product_behind(scene: Scene, number: int, state: State) -> Choice | None:
    """ "thu 7.250 tỷ đồng, vượt 12% dự toán, bằng 10,7% GRDP": so much of it, and no growth."""
    quantity, last = scene.quantities[number], state.last
    if number == 0 or last is None:
        return None
    told = codebook()[last.told.code]
    if not told.unit.startswith(("VND", "USD")) or not told.traits.isdisjoint(_OF_ECONOMY):
        return None
    if not _is_share(scene, number):
        return None
    normal, start = scene.reading.normal, scene.quantities[number - 1].end
    if _OF_PRODUCT.match(normal, quantity.end) is None:
        return None
    lead = normal[start : quantity.start]
    if between(scene.words_of("plan"), start, quantity.start):
        lead = lead[lead.rfind(",") :]
    return (
        Choice(_share(quantity), 0.5, 0.2, "share_of_whole", None)
        if _AMOUNTS_TO.fullmatch(lead)
        else None
    )


_OF_ECONOMY = frozenset(("of_gdp", "branch_share"))
_AMOUNTS_TO = re.compile(
    r"[,;(]? ?(?:và )?(?:bằng|tương đương|tương ứng|chiếm|ứng với)"
    r"(?: với| khoảng| gần| hơn| trên| tới| tỷ lệ)* "
)


def _is_share(scene: Scene, number: int) -> bool:
    quantity = scene.quantities[number]
    told = quantity.kind in ("one", "range") and 0 < quantity.value <= 100
    return told and is_per_cent(quantity)


def _share(quantity: Quantity) -> Told:
    return Told(
        UNCODED_SHARE, "level", quantity.value, quantity.high, "PERCENT", "measure:share_of_whole"
    )


_OTHER_WHOLE = re.compile(
    r" ?(?:trong |so với )?tổng (?:số )?"
    r"(?!sản phẩm|giá trị|gtsx|gtgt|grdp|gdp|thu nhập|kinh tế|cơ cấu|nền)\w"
)
_OF_PRODUCT = re.compile(r" ?(?:vào |trong |cho )?(?:tổng )?(?:grdp|gdp|sản phẩm)(?!\w)")
_GROWTH = re.compile(r"(?<!\w)(?:tăng trưởng|mức tăng|tốc độ tăng|tăng \d|giảm \d)")


def is_share_of_workers(scene: Scene, number: int, state: State) -> bool:
    """ "lao động nông nghiệp chiếm 29%; công nghiệp chiếm 33%": of the workers, of another branch.

    Only farming's share of them has a code.
    """
    if not state.codes or number == 0 or not scene.per_cent[number]:
        return False
    code, at = state.codes[-1]
    if "labour_share" in codebook()[code].traits:
        return _sector_before(scene, number) is not None
    # "công nghiệp 90 nghìn người, chiếm 27%"
    counted = "workers" in codebook()[code].traits and at == number - 1
    return counted and _sector_before(scene, number - 1) is not None


def _sector_before(scene: Scene, number: int) -> Mention | None:
    """The sector named between the number and the one before it."""
    if not number:
        return None
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    named = between(scene.items, start, end)
    return next((row for row in named if row.item and row.item[1].startswith(SECTOR)), None)


def workers_counted(scene: Scene, number: int, choice: Choice) -> tuple[Told, str] | None:
    """ "khu vực nông, lâm nghiệp 118 nghìn người, chiếm 35%": the first is a part of all workers.

    The words that name the sector tell the part.
    """
    told = choice.told
    if told.unit not in COUNTED or told.measure not in ("level", "change_abs"):
        return None
    traits = codebook()[told.code].traits
    if "workers" in traits and choice.how == "carried":
        sector = _sector_before(scene, number)
        return (told, scene.reading.text[sector.start : sector.end]) if sector else None
    if "labour_share" not in traits:
        return None
    name = choice.mention
    part = scene.reading.text[name.start : name.end] if name is not None else "nông nghiệp"
    return told._replace(code=next(iter(with_trait("workers")))), part


def rate_of_part(scene: Scene, number: int, cues: Cues, state: State) -> str | None:
    """ "9.500 hồ sơ trực tuyến, đạt tỷ lệ 75,7%": the rate whose words name what was counted."""
    if number == 0 or state.codes[-1][1] != number - 1 or not scene.per_cent[number]:
        return None
    if cues.plan or cues.base is not None or cues.verb not in (None, "reach", "level"):
        return None
    part = scene.quantities[number - 1]
    if part.unit is None or part.unit.code != "DOCUMENT" or not _is_share(scene, number):
        return None
    named = between(scene.mentions, scene.edges[number - 1][1], scene.quantities[number].start)
    last = next((row for row in reversed(named) if row.codes), None)
    own = last is not None and last.start > part.end
    if last is not None and own and ";" in scene.marks_between(part.end, last.end):
        return None  # "nộp trực tuyến 3.105 hồ sơ; giải quyết đúng hạn 97,9%" names its own
    rates = with_trait("part_rate")
    return next((code for row in named for code, _ in row.codes if code in rates), None)


def is_part_of_whole(scene: Scene, number: int, state: State) -> bool:
    """ "12.500 hồ sơ, trong đó đúng hạn 12.450 hồ sơ, đạt 99,6%": the last number as a share.

    Whether it is, to its last decimal, what the number before makes up of an earlier one of its
    code.
    """
    quantity = scene.quantities[number]
    if number < 2 or quantity.kind != "one" or not is_per_cent(quantity):
        return False
    part = scene.quantities[number - 1]
    codes = {index: code for code, index in state.codes}
    written = scene.reading.normal[quantity.start : quantity.end].rstrip("% ")
    decimals = len(written.partition(",")[2])
    return any(
        whole.unit is not None
        and part.unit is not None
        and at not in state.planned  # "kế hoạch 75 tỷ đồng, đạt 55 tỷ đồng, bằng 73%": attained
        and number - 1 in codes
        and codes.get(at) == codes[number - 1]
        and whole.unit.code == part.unit.code
        and whole.kind == part.kind == "one"
        and whole.value > part.value
        and abs(100 * part.value / whole.value - quantity.value) <= 0.51 * 10**-decimals
        for at, whole in enumerate(scene.quantities[: number - 1])
    )


def sum_split(scene: Scene, before: Sequence[Found]) -> Found | None:
    """ "Dư nợ 42.745 tỷ đồng. Xét theo ngành, nông nghiệp chiếm 24%": the sum that is split.

    It is what the sentence `before` told last; None where that is the gross product or output,
    whose shares have codes.
    """
    if not before or SPLITS.match(scene.reading.normal, scene.start) is None:
        return None
    traits = codebook()[before[-1].told.code].traits
    own = "of_gdp" in traits or "branch_share" in traits
    own = own or before[-1].told.code.startswith("gross_output")
    return None if own else before[-1]


#: "Chia theo nguồn vốn: ...", "Xét theo ngành, ...": parts of the sum told right before.
SPLITS = re.compile(
    r"\s*(?:(?:nếu )?(?:xét|phân|chia|tính) )?theo (?:kỳ hạn|ngành|lĩnh vực|khách hàng|đối tượng"
    r"|thành phần|loại hình|nhóm|thị trường|hình thức|nguồn vốn|nguồn|khu vực|cấp)(?!\w)"
)


def share_without_code(
    scene: Scene, number: int, cues: Cues, state: State, split: Found | None = None
) -> Found | None:
    """ "xuất khẩu dệt may 350 triệu USD, chiếm 42% kim ngạch": of what was told right before.

    Or of the sum that the sentence is to `split`. None where no number was told right before it,
    or where it is no share.
    """
    quantity = scene.quantities[number]
    last = state.last
    if split is not None:
        last = split._replace(sentence=(scene.start, scene.end), item=None)
    elif not (state.codes and state.codes[-1][1] == number - 1):
        return None
    if last is None or not _is_share(scene, number):
        return None
    if cues.verb in ("direction", "addition", "exceed") or cues.base is not None:
        return None
    if names_time(scene, number):
        return None
    told = _share(quantity)
    return last._replace(
        start=quantity.start,
        end=quantity.end,
        told=told,
        comparator=read_comparator(scene, number, last.stage),
        base=None,
        planner=None,
        rules=("indicator:share_of_whole", told.rule, "period:continued", "stage:passage"),
        score=0.7,
        margin=0.3,
    )
