"""Which indicator a quantity belongs to: candidates by place in the sentence, unit and measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from operator import itemgetter

from extraction.lexicon import Mention, passes
from extraction.record import Replaceable, record
from extraction.reference import (
    Indicator,
    codebook,
    indicators,
    item_defaults,
    phrases_with,
    with_trait,
)
from extraction.rules.measures import Cues, Told, codes_taking
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.readings import (
    NEEDS_LEVEL,
    count_of,
    reading_of_amount,
    readings_of,
    said_by,
    with_words_of,
)
from extraction.rules.units import COUNTED, Unit

#: Scores by where the phrase stands; chosen on the tuning half, see docs/decisions.
AROUND, OVER_NOUN, LEFT, RIGHT_NEXT, RIGHT, CARRIED, HEADING = 6.0, 5.0, 4.0, 4.1, 3.0, 2.0, 1.2
#: Where a phrase stands relative to the quantity, as a base score with its name.
Place = tuple[float, str]
#: What a name loses that is no more than the unit of the number ("lượt khách").
GENERIC = 0.7
#: What a branch's product gains behind what the branch adds to the growth of all.
GOES_ON = 0.3
#: What a rate loses that would go on with "đạt 97% so cùng kỳ".
OF_RATE = 2.0
#: What foreign capital gains behind its projects: "cấp mới 339 dự án FDI, tổng vốn 1,5 tỷ USD".
OF_SAME_PROJECTS = 0.6
#: What an item right behind the unit gains: "gieo trồng được 1.114 ha cây lúa" is of one crop.
OF_ONE_CROP = 0.5
#: What the code of the number before gains for an item told in its unit, over the item's default.
LISTS_ON = 0.4
#: What a phrase around the number loses that ends inside a longer one behind it.
OVERLAPPED = 4.0
#: What the head of a list of products says of each product in it.
LISTED = 5.0
CONTAINED, PREVIOUS_TAIL, BROKEN = 0.7, 1.2, 0.3
PER_WORD, PER_COMMA, PER_BREAK, BARE_ITEM, USED = 0.16, 0.5, 1.6, 1.0, 2.6
ENOUGH, NAMED_BY_UNIT, PART_OF_BEFORE, PER_HEAD_WORD = 0.6, 1.5, 0.6, 0.03
BARE_SHARE, OF_CHANGE, OLDER_HEAD = 1.5, 1.5, 0.4
#: Heads that begin so near each other are parts of one name ("dự án FDI", "FDI").
NESTED = 25
_NOWHERE = 1 << 60
#: Where a head begins that the headings or the title name, and one that the line names again.
ABOVE, ABOVE_AND_HERE = -2, -1
#: Of two heads of a title the one that the line names again comes first.
NAMED_AGAIN = 0.1
#: Classes of the branches of one sector of the gross product.
BRANCH = "branch_"
#: The head under which each branch is told by its value added.
VALUE_ADDED = "giá trị tăng thêm"
#: The head under which each branch is told by its gross output.
GROSS_OUTPUT = "giá trị sản xuất"
#: The head that a paragraph on the gross product lends to the next.
GRDP, GRDP_PER_HEAD = "grdp", "grdp_per_capita"
#: Of these and of the sectors themselves ("nông, lâm nghiệp và thủy sản").
SECTOR = "branch"
#: The head under which the branches are shares.
STRUCTURE = "cơ cấu kinh tế"
#: Measures whose subject has been named before them.
_SUBJECT_BEFORE = frozenset(("change_pct", "index_pct", "attainment_pct"))
_GROWTH = frozenset(("change_pct", "index_pct"))
#: Classes of things produced: a number of lobster is none of rice.
_PRODUCTS = frozenset(("crop", "perennial", "livestock", "poultry", "fishery", "industrial"))

#: Where the item of a listed number stands: "107 ha chè", "3.500 con gà".
_BEHIND = frozenset(("right_next", "noun"))

#: How a phrase begins that tells what is there, and ends that says where.
_OF_THE_PLACE, _HERE = ("trên địa bàn ", "toàn "), (" trên địa bàn",)
#: Kinds of quantities that tell an amount, and units that make none of them.
_AMOUNTS = frozenset(("one", "range"))
_NO_AMOUNTS = frozenset(("PERCENT", "PP", "RANK"))


@record
class Choice(Replaceable):
    """An indicator chosen for a quantity, how it was found and how far ahead of the next."""

    told: Told
    score: float
    margin: float
    how: str
    mention: Mention | None


def _counts_who_makes(code: str, unit: Unit | None) -> bool:
    """ "15 cơ sở sản xuất gạch", "25 cửa hàng xăng dầu": no output of what they make or sell."""
    if unit is None or code not in with_trait("goods_made"):
        return False
    return unit.form in phrases_with("workplace", "")


def choose(
    quantity: Quantity,
    cues: Cues,
    offers: list[tuple[Mention, Place]],
    carried: list[tuple[str, float]],
    heads: Mapping[str, int],
    item_class: str | None,
    before: str | None,
    whole: bool = False,
    of_output: bool = False,
    lists: bool = False,
) -> Choice | None:
    """The best-scoring code that can take the quantity, or None.

    `offers` are phrases around the quantity with their place; `carried` codes of earlier
    numbers with their score; `heads` where each head that holds here begins; `before` is the code
    of the number before in the sentence; `whole` says that the text goes on with the amount
    which a percentage is a share of; `of_output` that it has turned to the gross output; `lists`
    that the number is the next of a list that the number before belongs to.
    """
    book = codebook()
    field = book[before].item_classes & _PRODUCTS if before is not None else frozenset()
    family = (before, book[before].parent or before) if before is not None else ()
    lender = before if before is not None else carried[0][0] if carried else None
    of_gdp = "of_gdp" in book[lender].traits if lender is not None else GRDP in heads
    of_gdp = (of_gdp and not of_output) or heads.get(VALUE_ADDED, _NOWHERE) < quantity.start
    of_items = [(mention, mention.item[1]) for mention, _ in offers if mention.item is not None]
    branches: list[tuple[int, int]] = []
    named: list[Mention] = []
    if of_items:
        branches = [(row.start, row.end) for row, of in of_items if of.startswith(SECTOR)]
        named = [row for row, of in of_items if of == item_class]
    assigned = before is not None and "assigned_sum" in book[before].traits
    contributes = before is not None and "contribution" in book[before].traits
    done = (book[before].share or "") if before is not None and is_per_cent(quantity) else ""
    completed = done if done.endswith("_rate") else ""
    of_labour = before is not None and "labour_share" in book[before].traits
    counts_projects = before is not None and book[before].unit == "PROJECT"
    unit, behind = quantity.unit, quantity.end + 1
    is_amount = quantity.kind in _AMOUNTS and unit is not None and unit.code not in _NO_AMOUNTS
    compared = is_per_cent(quantity) and (cues.plan or cues.base is not None)
    compared = compared and cues.verb in ("reach", None)
    takers = codes_taking(unit) if is_amount and unit is not None else None
    per_person = unit is not None and "/người" in unit.form
    best: dict[str, tuple[float, Told, str, Mention | None]] = {}
    read: dict[tuple[str, bool], list[tuple[Told, float]]] = {}

    def readings(indicator: Indicator, mention: Mention | None) -> list[tuple[Told, float]]:
        named = mention is not None
        own = with_words_of(mention.phrase, indicator, cues) if mention is not None else cues
        # most phrases of a code leave the cues as they are, and read the quantity alike
        found = read.get((indicator.code, named)) if own is cues else None
        if found is None:
            if takers is None:
                found = readings_of(indicator, book, quantity, own, named, before)
            else:
                found = reading_of_amount(indicator, quantity, own)
            if own is cues:
                read[indicator.code, named] = found
        return found

    def offer(code: str, score: float, how: str, mention: Mention | None) -> None:
        indicator = read_as = book[code]
        if per_person and "of_gdp" in indicator.traits and "per_head" not in indicator.traits:
            # "GRDP đạt 60 triệu đồng/người": no product of the whole
            if code != GRDP:
                return
            code = GRDP_PER_HEAD
            indicator = read_as = book[code]
        if takers is not None and code not in takers:
            counted = _counted_in_brackets(code) if mention is None and cues.restated else None
            if counted is None or counted not in takers:
                return
            read_as = book[counted]
        for told, cost in readings(read_as, mention):
            if of_labour and "branch_share" in book[told.code].traits:
                continue  # "lao động nông nghiệp chiếm 29%; công nghiệp 33%": of the workers
            total = score + told.fit + cost
            if "branch_share" in indicator.traits and (
                told.rule == "measure:points"
                or (told.rule == "measure:rate" and cues.inherited in _GROWTH)
            ):
                total -= BARE_SHARE if _names_no_share(mention, code) else 0.0
            if mention is None:
                if score <= HEADING + 0.6 and told.rule in NEEDS_LEVEL:
                    continue
                if unit is not None and told.measure == "level":
                    # A carried code takes its own unit; "1.687 lao động" is no insurance coverage.
                    # Nor do people told behind a rate: "tốt nghiệp 86,2%, hơn 1.800 em thi đỗ".
                    canonical = book[told.code].unit
                    rate = canonical == "PERCENT" and told.unit in COUNTED
                    total -= 0.0 if told.unit == canonical else 3.0 if rate else 1.2
                if told.rule == "measure:rate" and cues.base is not None and cues.verb == "reach":
                    total -= OF_RATE  # "bằng 19% diện tích gieo trồng, đạt 97% so cùng kỳ"
            if (
                mention is not None
                and mention.start == behind
                and _names_what_changes(mention, quantity, cues)
            ):
                total += OF_CHANGE
            elif how.startswith("right") and (
                (told.measure == "rank" and carried)
                or told.measure in _SUBJECT_BEFORE
                or cues.verb == "direction"
                or cues.plan
            ):
                total -= 2.0
            if (
                completed
                and mention is not None
                and "diện tích" in mention.phrase
                and how.startswith("right")
            ):
                total -= 0.0 if told.code == completed else 2.0  # "đạt 97% diện tích gieo cấy"
            if how == "noun_alone" and told.measure == "change_abs" and before is not None:
                total -= GENERIC  # "815 lao động, nhiều hơn năm 2012 là 65 lao động"
            if counts_projects and {before, told.code} <= _of_foreign_projects():
                total += OF_SAME_PROJECTS if unit is not None and unit.code == "USD" else 0.0
            if counts_projects and "capital_of_firms" in indicator.traits:
                total -= 1.5  # "13 dự án của các doanh nghiệp ... vốn đăng ký": of the projects
            if (
                branches
                and mention is not None
                and any(start <= mention.start and mention.end <= end for start, end in branches)
            ):
                # "GRDP tăng 8%, ... trồng trọt tăng 5%" goes on with the product of the branch
                total -= 2.0 if of_gdp != ("of_gdp" in indicator.traits) else 0.0
            if field and item_class is None:
                own = indicator.item_classes & _PRODUCTS
                if own and not own & field and "damage" not in indicator.item_classes:
                    total -= 1.0  # "nuôi lồng bè ... sản lượng 142,6 tấn" goes on with fish
            if mention is not None and item_class in _PRODUCTS:
                products = indicator.item_classes & _PRODUCTS
                # "giá trị trên một ha trồng trọt và nuôi trồng thủy sản": a word of the name
                damage = "damage" in indicator.item_classes
                if products and not damage and not any(_is_in(one, [mention]) for one in named):
                    total += 0.3 if item_class in products else -1.5
            known = best.get(told.code)
            if known is None or total > known[0]:
                best[told.code] = (total, told, how, mention)

    coded: list[Mention] = []
    solid: set[tuple[int, int]] = set()
    for mention, _ in offers:
        if mention.codes:
            coded.append(mention)
            if mention.crosses and "…" not in mention.phrase:
                solid.add((mention.end, mention.start))
    longest = [
        (mention.start, mention.end)
        for mention in coded
        if not (solid and _stretches_over(mention, solid))
    ]
    uncoded = [
        (mention.start, mention.end)
        for mention in coded
        if mention.codes[0][0][0] == "~" and all(code[0] == "~" for code, _ in mention.codes)
    ]
    of_their_own: list[tuple[int, int]] = []
    if takers is not None:
        of_their_own = [
            (mention.start, mention.end)
            for mention in coded
            if said_by(mention.phrase).of_area
            and any(head is None and code in takers for code, head in mention.codes)
        ]
    yearly = unit is not None and unit.form.endswith("/năm")
    monthly: list[Mention] = []
    if yearly:
        monthly = [
            mention
            for mention in coded
            if any("monthly_pay" in book[code].traits for code, _ in mention.codes)
        ]
    # "GRDP tăng 8%. Cơ cấu kinh tế khu vực dịch vụ giảm 2,19%": the later head is what changes
    shares_told = 0 <= heads.get(STRUCTURE, -1) < quantity.start
    for mention, place in offers:
        begin, finish = mention.start, mention.end
        codes = [
            (code, head)
            for code, head in mention.codes
            if head is None or (head in heads and heads[head] < begin)
        ]
        nearest = _nearest_head(codes, heads) if codes and (is_amount or shares_told) else -1
        if takers is not None and not per_person:
            codes = [one for one in codes if one[0] in takers]
        if not codes and mention.item is None:
            continue
        placed, how = place
        broken, inside = "…" in mention.phrase, False
        if broken and solid and _stretches_over(mention, solid):
            placed, inside = placed - CONTAINED, True
        # "mục tiêu tăng trưởng tín dụng": what grows is named behind
        open_ended = broken or said_by(mention.phrase).goes_on
        if broken and mention.phrase.startswith(_OF_THE_PLACE):
            # "Doanh nghiệp mới thành lập trên địa bàn đạt 50 doanh nghiệp": none but what is named
            placed = min(placed, RIGHT_NEXT - GENERIC)
        elif mention.phrase.endswith(_HERE) and any(
            start < begin < end < finish for start, end in longest
        ):
            placed -= CONTAINED  # "giải ngân vốn đầu tư công trên địa bàn": spent, not assigned
        if uncoded and any(start < begin < end < finish for start, end in uncoded):
            placed -= CONTAINED  # "mật độ dân số 215 người": no population
        elif (
            of_their_own
            and mention.crosses
            and any(quantity.end <= start < finish < end for start, end in of_their_own)
        ):
            placed -= (
                OVERLAPPED  # "tỉnh có 6.915 ha diện tích nuôi trồng thủy sản": no natural area
            )
        for start, end in longest:
            if (start <= begin and finish <= end and end - start > finish - begin) or (
                open_ended and (start < finish < end or (start == finish + 1 and not broken))
            ):
                placed, inside = placed - CONTAINED, True
                break
        length = PER_WORD * min(mention.size, 8) - (BROKEN if broken else 0.0)
        if mention.item is not None:
            for code, head in item_defaults().get(mention.item[1], ()):
                if _counts_who_makes(code, unit):
                    continue  # "15 cơ sở sản xuất gạch", "38 chợ, 25 cửa hàng xăng dầu"
                if head is None or heads.get(head, _NOWHERE) < mention.start:
                    bonus = (0.5 if head is not None else 0.0) + (0.2 if code == before else 0.0)
                    if how == "right_next" and before is None and _is_one_of(code, mention.item[0]):
                        bonus += OF_ONE_CROP if unit and unit.code == book[code].unit else 0.0
                    if head is not None and heads[head] < 0 and _goes_on_sooner(before, unit, head):
                        continue  # "khai thác 2 tỷ đồng, nuôi trồng 1 tỷ đồng" under "xuất khẩu"
                    offer(code, placed - BARE_ITEM + length + bonus, how + ":item", mention)
            lists_on = before is not None and _lists_items_of(book[before], mention.item[1], unit)
            if before is not None and lists_on and (lists or how in _BEHIND):
                offer(before, placed - BARE_ITEM + length + LISTS_ON, how + ":item", mention)
            continue
        if compared:
            # "số xã đạt chuẩn đạt 100% kế hoạch": of the count, where the phrase names its rate too
            rates = {book[code].share for code, _ in codes if book[code].unit != "TARGET"}
            codes = [one for one in codes if one[0] not in rates] or codes
            nearest = _nearest_head(codes, heads) if shares_told else -1
        for code, head in codes:
            if _counts_who_makes(code, unit):
                continue  # "12 cơ sở sản xuất gạch"
            # of two heads the longer one ("dự án FDI: tổng vốn" before "dự án: tổng vốn")
            bonus = 0.5 + PER_HEAD_WORD * head.count(" ") if head is not None else 0.0
            if assigned and head is not None and heads[head] < 0 and _spends(book[code]):
                continue  # "vốn đầu tư công 4.029 tỷ đồng, gồm ngân sách tỉnh 1.938 tỷ": to spend
            goes_on = of_gdp and "of_gdp" in book[code].traits
            if goes_on and head == GRDP and contributes:
                bonus += GOES_ON  # "công nghiệp 5,62 điểm % (tăng 19,86%); dịch vụ 2,59 điểm %"
            older = head is not None and heads[head] < nearest - NESTED
            if head is not None and older and not (passes(head) or goes_on):
                bonus -= OLDER_HEAD  # "nông nghiệp đạt 2 tỷ; công nghiệp có giá trị sản xuất 3 tỷ"
            if head is not None and heads[head] == ABOVE_AND_HERE:
                bonus += NAMED_AGAIN
            if head is not None and of_output and "of_gdp" in book[code].traits:
                bonus -= OLDER_HEAD  # "GRDP tăng 9%; giá trị sản xuất: nông nghiệp tăng 2,2%"
            elif head is not None and not inside and book[code].parent in family:
                bonus += PART_OF_BEFORE  # "giá trị sản xuất bằng 99%, công nghiệp bằng 98%"
            if yearly and inside and "per_head" in book[code].traits and _is_in(mention, monthly):
                continue  # a year's pay of workers is no income per head
            offer(code, placed + length + bonus, how, mention)
    any_unit = takers is None or per_person or cues.restated
    for code, score in carried:
        if any_unit or (takers is not None and code in takers):
            offer(code, score, "carried", None)
    if quantity.unit is not None and quantity.unit.code in _named_by_unit():
        offer(_named_by_unit()[quantity.unit.code], NAMED_BY_UNIT, "unit", None)
    if whole:  # "vốn đầu tư 3.450 tỷ đồng, bằng 35% GRDP": a share of it, and no plan's
        for code in [code for code, row in best.items() if row[1].rule in NEEDS_LEVEL]:
            del best[code]
    if not best:
        return None
    ranked = sorted(best.values(), key=itemgetter(0), reverse=True)
    score, told, how, named_by = ranked[0]
    if score < ENOUGH:
        return None
    margin = score - ranked[1][0] if len(ranked) > 1 else 3.0
    return Choice(told, score, margin, how, named_by)


@cache
def _of_foreign_projects() -> frozenset[str]:
    return frozenset((*with_trait("flow_of_stock"), *with_trait("stock_of_flow")))


@cache
def _is_one_of(code: str, name: str) -> bool:
    """Whether the item is one of what the code's whole sums up: "lúa", and not "cây hằng năm"."""
    whole = codebook().get(codebook()[code].parent or "")
    return whole is not None and not any(name in alias for alias in whole.aliases)


def _lists_items_of(indicator: Indicator, item_class: str, unit: Unit | None) -> bool:
    """ "trồng mới 303 ha cà phê; 107 ha chè": an item in the unit that the list has begun with."""
    same = unit is not None and unit.code == indicator.unit
    if not same or item_class not in _PRODUCTS & indicator.item_classes:
        return False
    if indicator.code.startswith("cereal_"):
        return False  # "lương thực có hạt 385 nghìn tấn; trong đó lúa 320 nghìn tấn"
    # the whole of what the item has a code of its own for: "gieo trồng 4.834 ha, lúa 3.000 ha"
    made = [codebook()[code] for code, _ in item_defaults().get(item_class, ())]
    return not any(indicator.code in (row.code, row.parent) for row in made)


def _spends(indicator: Indicator) -> bool:
    return "spends_assigned_sum" in indicator.traits


def _stretches_over(mention: Mention, solid: set[tuple[int, int]]) -> bool:
    """ "toàn huyện thành lập mới 23 doanh nghiệp": no total, since the words between name it."""
    if "…" not in mention.phrase:
        return False
    return any(end == mention.end and start > mention.start for end, start in solid)


def _goes_on_sooner(before: str | None, unit: Unit | None, head: str) -> bool:
    """Whether the amount before in the sentence is of another thing than the head sells."""
    if before is None or unit is None or before not in codes_taking(unit):
        return False
    made = {code for rows in item_defaults().values() for code, needed in rows if needed == head}
    return before not in made


def _nearest_head(codes: list[tuple[str, str | None]], heads: Mapping[str, int]) -> int:
    """Where the last of the heads begins that the codes stand under, -1 for none here."""
    nearest = -1
    for _, head in codes:
        if head is not None and heads[head] > nearest:
            nearest = heads[head]
    return nearest


def _names_what_changes(mention: Mention, quantity: Quantity, cues: Cues) -> bool:
    """ "giảm 23,6% số vụ, 16,4% số người chết": whether the count right behind is what changes."""
    if not mention.phrase.startswith("số "):
        return False
    changes = cues.verb == "direction" or (cues.verb is None and cues.inherited in _GROWTH)
    return changes and is_per_cent(quantity)


def _names_no_share(mention: Mention | None, code: str) -> bool:
    """ "giá trị nông nghiệp tăng 3%; công nghiệp tăng 18%": no share where no word says so."""
    if mention is None or (code, None) not in mention.codes:
        return False
    phrase = mention.phrase.lower()
    return not any(word in phrase for word in ("tỷ trọng", "cơ cấu", "chiếm"))


def of_part(choice: Choice, item: tuple[str, str]) -> Choice:
    """The item's own code where the whole's was read ("cây ngô gieo trồng được 471 ha", rule 27).

    `item` is the item named beside the number and its class; one that stands in the whole's own
    names ("diện tích gieo trồng cây hằng năm") narrows nothing.
    """
    told, (name, item_class) = choice.told, item
    for code, head in item_defaults().get(item_class, ()):
        part = codebook()[code]
        if head is None and part.parent == told.code and told.unit in ("PERCENT", part.unit):
            whole = codebook()[told.code]
            if not any(name in alias for alias in whole.aliases):
                return choice._replace(told=told._replace(code=code))
    return choice


def _is_in(mention: Mention, others: list[Mention]) -> bool:
    return any(one.start <= mention.start and mention.end <= one.end for one in others)


@cache
def _named_by_unit() -> dict[str, str]:
    """Units that one indicator alone is counted in: tonne-kilometres are freight carried."""
    owners: dict[str, list[str]] = {}
    for indicator in indicators().values():
        for unit in indicator.units:
            owners.setdefault(unit, []).append(indicator.code)
    return {
        unit: codes[0] for unit, codes in owners.items() if len(codes) == 1 and unit in _TELLING
    }


_TELLING = frozenset(("PASSENGER_KM", "TONNE_KM", "PER_100"))


def _counted_in_brackets(code: str) -> str | None:
    """The count that a bracket behind a number of the code tells.

    "tỷ lệ hộ nghèo còn 3,5% (1.450 hộ)", "xuất khẩu gạo 65 triệu USD (128 nghìn tấn)"
    """
    if code.endswith("_turnover") and code not in count_of():
        return code.removesuffix("_turnover") + "_quantity"
    return count_of().get(code)
