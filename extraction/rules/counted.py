"""What is counted on the day or to the month's end that its paragraph tells."""

from __future__ import annotations

from extraction.passage import Scene
from extraction.reference import codebook
from extraction.rules.measures import Told
from extraction.rules.periods import PeriodMention


def is_month_end(row: PeriodMention) -> bool:
    """ "đến hết tháng 9": a point in time, as a day is."""
    return row.kind == "month" and row.text.startswith(("hết", "cuối", "đến", "tính đến", "tới"))


_OWING = (" còn dư nợ", " đang còn dư nợ", " có dư nợ", " đang có dư nợ", " còn vay", " đang vay")


def counted_on(
    scene: Scene, number: int, day: PeriodMention | None, told: Told, *, opens: bool
) -> bool:
    """ "Tính đến 30/9, nguồn vốn là 3.579 tỷ đồng. Tổng dư nợ 3.569 tỷ đồng": stocks of one day.

    Also to the end of a month ("đến cuối tháng 9"), and people and rates where the time `opens`
    the paragraph ("... Số người có thẻ BHYT là 65.000 người"); herds and yields are told of no day.
    """
    indicator = codebook()[told.code]
    if day is None or not (day.kind == "day" or is_month_end(day)):
        return False
    part_of_stock = told.code[0] == "~" and (indicator.share or "").endswith("_rate")
    end = scene.quantities[number].end
    if told.measure == "level" and scene.reading.normal.startswith(_OWING, end):
        return True  # "dư nợ đạt 318 tỷ đồng, với 10.900 hộ còn dư nợ": who owes it on that day
    if told.measure == "level" and indicator.unit == "VND":
        return part_of_stock or indicator.kind == "stock"
    if not opens or told.measure not in ("level", "fraction"):
        return False
    stands = part_of_stock or indicator.kind in ("stock", "rate")
    start = scene.quantities[number].start
    # not "Hiện còn 152 hộ nghèo", which turns to today
    turned = any(at < start for at in scene.turns)
    return stands and indicator.topic != "agriculture" and not turned
