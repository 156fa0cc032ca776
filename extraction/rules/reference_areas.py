"""The place that a number describes: the article's own, its section's, or one in the sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

from extraction.passage import Scene, between
from extraction.rules.in_turn import IN_TURN
from extraction.rules.opened_at import opened_at
from extraction.rules.place_resolution import DEPTH, parent_place
from extraction.rules.places import COUNTRY, Place, PlaceMention
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.stages import opens_narrow
from extraction.state import Passage
from extraction.text import Line

_ADDED_UP = re.compile(r",? (?:cộng|gộp|tính chung|tổng cộng)(?: lại)?(?!\w)")
#: "Khách quốc tế tới đây 358 nghìn lượt", "Tại đây, tỷ lệ hộ nghèo còn 3%": the place told last.
_HERE = re.compile(
    r"(?<!\w)(?:(?:tại|ở|nơi) đây|nơi này|(?:khách|người|hàng)(?: [^\W\d]+){0,3} (?:tới|đến) đây)"
    r"(?!\w)"
)
#: So far into its sentence "tại đây" stands for its subject.
_NEAR_OPENING = 60
#: Also "A và B cùng đạt tỷ lệ giải ngân 71,5%", but not "cùng kỳ".
_TOGETHER = re.compile(
    r"(?<!\w)(?:cùng|đều)(?! (?:với|kỳ|thời|tháng|quý|nhau)(?!\w))(?: [^\W\d]+){0,10}\s*\Z"
)


_AT = re.compile(r"(?<!\w)(?:tại|ở) (?:xã |các xã |huyện )?\Z")
_IN_SEVERAL = re.compile(r"(?<!\w)các (?:huyện |xã |phường |thị xã )?\Z")
#: Before a row of places that something of theirs is summed over.
_SEVERAL_AT = re.compile(
    r"(?<!\w)(?:các|những|nhiều)(?: (?!huyện|xã|phường|thị|thành|tỉnh)[^\W\d]+){1,4}"
    r" (?:ở|tại|thuộc) \Z"
)
_EMBEDDED = re.compile(
    r"(?:qua|đi|từ|gốc|giáp|nối|với|về|sang|phía \w+|đường|cầu|ga|chợ|trụ sở|trường|bệnh viện|trạm)"
    r"\s*\Z"
)


#: "tỉnh Bà Rịa - Vũng Tàu cũ", "xã A và phường B (cũ)": what a unit was made of.
_FORMER = re.compile(
    r"(?:(?: và|,) (?:xã|phường|thị trấn|thị xã|thành phố|huyện|tỉnh) [\w ]{2,24}?)?"
    r" ?\(?(?:cũ|trước đây)(?!\w)"
)
#: "sáp nhập xã A", "nhập hai xã": no "thu nhập", no "nhập khẩu"
_MERGED = re.compile(
    r"(?:hợp nhất|sáp nhập|hình thành từ|trên nền"
    r"|nhập(?<!\w.{4})(?<!thu nhập)(?<!gia nhập)(?= (?:các|hai|ba|bốn|toàn bộ|nguyên trạng"
    r"|xã|phường|huyện|thị xã|thị trấn|tỉnh|thôn|\d))|trên cơ sở)(?= )"
)


def _merged_from(normal: str, start: int, position: int) -> bool:
    """Whether a place is one of those that a merger made into the one spoken of."""
    clause = normal[max(start, position - 120) : position]
    if _MERGES.match(normal, position) is not None:
        return True  # "từ ngày Hàm Tiến, Mũi Né và Thiện Nghiệp về chung một nhà, phường có ..."
    return _MERGED.search(clause) is not None and ";" not in clause


_MERGES = re.compile(
    r"[^;.:()\d\n]{2,70}? (?:về chung (?:một )?(?:mái )?nhà|nhập (?:lại|làm một)|gộp lại)(?!\w)"
)


#: "14% so với 26% của mức bình quân chung của cả nước": the second is the country's.
_OF_ALL = re.compile(
    r" (?:của |là )(?:mức )?(?:bình quân|trung bình)(?: chung)?(?: của)? (?:cả nước|toàn quốc)"
)

#: "dẫn đầu cả nước", "cao nhất khu vực": the field in which a place is ranked.
_RANKED_IN = re.compile(
    r"(?:đầu|nhất|nhì|tốp|top|trong|nhóm (?:cao|khá|đầu|thấp)(?: nhất)? (?:ở|của))"
    r"(?: khu vực| vùng)? \Z"
)
#: "cao nhất là Tây Giang với 38%, tiếp đến Nam Trà My 37%, kế đó đến Bắc Trà My, 36%"
_NEXT_IN_ORDER = re.compile(
    r"(?:tiếp|kế|sau|sau đó|kế đó|tiếp đó|tiếp sau|tiếp theo|rồi|rồi mới|mới) (?:đến|tới) \Z"
)
#: An exception among what is told of the whole.
_AT_ONE = re.compile(r"(?<!\w)cá biệt(?: (?:như|có|là|ở|tại))* \Z")
_NOT_SUBJECT = frozenset(("agency", "counted"))


def find_places_of(passage: Passage, scene: Scene, number: int, goes_on: bool) -> list[Place]:
    """The places that the number describes: home, or those named as its subject.

    `goes_on` tells that the number continues the one before.
    """
    quantity = scene.quantities[number]
    normal = scene.reading.normal
    named: list[PlaceMention] = []
    inner: PlaceMention | None = None
    stop = scene.start
    if scene.places:
        for separator in reversed(between(scene.separators, scene.start, quantity.start)):
            at, mark = separator.start, separator.mark
            if mark == ".":
                ends = not any(row.end > at for row in between(scene.places, at - 3, at))
            else:
                ends = mark == ";" and not between(scene.words_of("narrow"), at, at + 3)
            if ends:  # no "TP. Cần Thơ", no "trồng 2.607 ha; trong đó rừng tập trung 2.416 ha"
                stop = at
                break
    ranked = quantity.start
    listed: PlaceMention | None = None
    for row in between(scene.places, stop, quantity.start):
        lead = normal[max(scene.start, row.start - 20) : row.start]
        own = row.how == "agency" and _is_branch(passage, normal, row)
        if (row.how in _NOT_SUBJECT and not own) or row.end > quantity.start:
            continue
        if _FORMER.match(normal, row.end) or _merged_from(normal, scene.start, row.start):
            continue
        if row.how != "zone" and _EMBEDDED.search(lead):
            continue
        told = number and row.start > scene.quantities[number - 1].end
        next_one = _NEXT_IN_ORDER.search(lead) is not None
        if goes_on and told and lead.endswith(("đến ", "tới ")) and not next_one:
            continue  # "7 triệu lượt khách đến Đà Lạt - Lâm Đồng, đạt 100% kế hoạch"
        over = not goes_on and bool(between(scene.quantities, row.end, quantity.start))
        if over and _AT_ONE.search(lead):
            continue  # "cá biệt như xóm 4 được 72 tạ/ha, sản lượng cả xã 1.800 tấn"
        if _lies_elsewhere(passage, scene, number, row):
            continue
        wide = row.place.level in ("country", "region")
        if wide and (_RANKED_IN.search(lead) or normal[ranked : row.start] in (" và ", ", ")):
            ranked = row.end  # "thứ nhất khu vực Duyên hải Nam Trung Bộ và Tây Nguyên"
            continue
        if named and _MOST_OF.search(lead):
            continue  # "thị xã Gia Nghĩa có tỷ lệ thấp nhất toàn tỉnh, chỉ 2,9%"
        share = bisect_left(scene.quantities.starts, row.start) - 1
        if share >= 0 and _is_whole_of_share(scene, share, row):
            continue  # "huyện A có 3.058 ha, chiếm 25,1% diện tích toàn tỉnh và tăng 88,5%"
        if inner is not None and _holds(normal, inner, row):
            inner = row
            continue  # "xã Hòa Phú, tỉnh Đắk Lắk" is the commune
        inner = row
        wider = DEPTH[row.place.level] < DEPTH[passage.home.level]
        if (wider and _after_rank(scene, row)) or _closed(scene, row, quantity):
            continue
        joined = listed is not None and normal[listed.end : row.start].strip() in _JOINS
        if _enumerated(scene, row, quantity, joined=joined):
            listed = row
            continue
        named.append(row)
    behind = max(stop, named[-1].end if named else 0)
    if _speaks_of_others(normal, behind, quantity.start):
        return [passage.home]
    home = passage.section_place or passage.topic_place or passage.home
    if passage.last_place is not None and (
        opens_narrow(scene)
        or _HERE.search(normal, scene.start, min(quantity.start, scene.start + _NEAR_OPENING))
    ):
        home = passage.last_place  # "Hà Nội thu 376 tỷ đồng. Trong đó, thu nội địa 353 tỷ đồng"
    if quantity.start < passage.nation_until and not named:
        return [COUNTRY]
    if normal.startswith((" của ", " là "), quantity.end) and _OF_ALL.match(normal, quantity.end):
        return [COUNTRY]
    if scene.places and (turn := _place_in_turn(scene, quantity)) is not None:
        return [turn]
    if not named:
        if DEPTH[home.level] > DEPTH[passage.home.level] and _is_of_home(passage, scene, quantity):
            return [passage.home]
        home = opened_at(scene, stop) or home
        return [_above_what_is_counted(passage, scene, quantity, home)]
    last = named[-1]
    if DEPTH[last.place.level] < DEPTH["village"] and _counts_such(quantity, last.place):
        above = _above_what_is_counted(passage, scene, quantity, home)
        if DEPTH[above.level] < DEPTH[last.place.level]:
            return [above]  # "chọn Bình Thành, Hưng Phong làm điểm, phấn đấu thêm 3 xã đạt chuẩn"
    whole = scene.reading.text[last.start : last.end].islower()
    if whole and last.place == passage.home and home.level == last.place.level:
        return [home]  # "toàn tỉnh" in a paragraph about another province
    group = [last]
    for row in reversed(named[:-1]):
        gap = normal[row.end : group[0].start].strip()
        if gap in _JOINS:
            group.insert(0, row)
        else:
            break
    lead = normal[last.end : quantity.start]
    several = normal[max(scene.start, group[0].start - 10) : group[0].start]
    if len(group) > 1 and _ADDED_UP.match(normal, last.end):
        return [home]  # "Nam Du, Lại Sơn, Hòn Tre cộng lại đón 512 ngàn lượt khách"
    if len(group) > 2 and _IN_SEVERAL.search(several) and not _TOGETHER.search(lead):
        return [home]  # "xuống giống ở các huyện A, B, C được 39.627 ha"
    if len(group) > 1 and not _TOGETHER.search(lead):
        at = max(scene.start, group[0].start - _LOCATED)
        if _SEVERAL_AT.search(normal, at, group[0].start):
            return [home]  # "Các mỏ ở Kiện Khê, Thanh Nghị khai thác được 1,8 triệu m3"
    if not number and _of_home(passage, scene, last, quantity.start):
        return [home]
    counted = number and scene.quantities[0].end <= group[0].start and "," in lead
    if len(group) > 1 and counted and _AT.search(normal, scene.start, group[0].start):
        return [home]  # "02 vụ cháy tại Kim Hỷ và Liêm Thủy, diện tích thiệt hại 1,6 ha"
    if len(group) > 1 and _of_each(quantity) and _IN_SEVERAL.search(several):
        return [row.place for row in group]  # "các xã A, B đạt 19/19 tiêu chí"
    if len(group) > 1:
        first_after = not between(scene.quantities, last.end, quantity.start)
        if first_after and _TOGETHER.search(lead):
            return [row.place for row in group]
    of_nation = last.place.level == "country" and passage.home.level != "country"
    if of_nation and not goes_on and "," in lead:
        return [home]
    return [last.place]


def _is_of_home(passage: Passage, scene: Scene, quantity: Quantity) -> bool:
    """ "Nhờ đó, độ che phủ rừng của tỉnh đạt 61,2%" in a paragraph on one of its districts."""
    normal, home = scene.reading.normal, passage.home
    kind = home.name.split(" ", 1)[0].lower()
    found = (normal.find(lead + kind, scene.start, quantity.start) for lead in _OF_IT)
    at = max(found)
    if at < 0 or _NAMELESS.match(normal, normal.index(kind, at) + len(kind)) is None:
        return False
    behind = scene.start
    for row in between(scene.names, scene.start, at):
        if row.codes and at - row.end < 2:
            behind = row.start
    told = between(scene.quantities, scene.start, behind)
    # "chiếm 63% tổng thu của tỉnh": whose whole the share is of
    return behind > scene.start and not told


_OF_IT = (" của ", " trong ", " trên địa bàn ", " bình quân của ")
#: Behind "của tỉnh": no name, but what is told of it.
_NAMELESS = re.compile(r",? (?:\w+ ){0,3}?(?:đạt|là|còn|ước|tăng|giảm|có|hơn|trên|gần|khoảng|\d)")


def _of_home(passage: Passage, scene: Scene, last: PlaceMention, stop: int) -> bool:
    """ "Cùng với trường xã A, số trường đạt chuẩn của huyện là 34": the district's, after all."""
    if DEPTH[last.place.level] <= DEPTH[passage.home.level]:
        return False
    text = scene.reading.text
    said = _OF_UNIT.search(text, last.end, stop)
    if said is None or not text[said.end() : said.end() + 1].islower():
        return False  # "của huyện Đầm Hà" is named
    return passage.home.name.lower().startswith(said[1])


_OF_UNIT = re.compile(r" của (huyện|xã|tỉnh|thành phố|thị xã|phường|thị trấn|quận) ")


def _above_what_is_counted(
    passage: Passage, scene: Scene, quantity: Quantity, home: Place
) -> Place:
    """ "toàn tỉnh có 4 huyện đạt chuẩn; 112 xã đạt chuẩn" on a commune's page: the province's."""
    counted = _COUNTED.get(quantity.unit.code) if quantity.unit is not None else None
    if counted is None or DEPTH[home.level] < counted or quantity.value <= 1:
        return home
    wider = [
        row.place
        for row in between(scene.places, scene.start, quantity.start)
        if 0 < DEPTH[row.place.level] < counted
    ]
    if wider:
        return min(wider, key=lambda place: DEPTH[place.level])
    above: Place | None = home
    while above is not None and DEPTH[above.level] >= counted:
        above = parent_place(above, date=passage.frame.published)
    return above or home


#: How deep the units lie that a number counts.
_COUNTED = {"COMMUNE": DEPTH["commune"], "DISTRICT": DEPTH["district"]}


def _counts_such(quantity: Quantity, place: Place) -> bool:
    """Whether the number counts several units of the place's own level, which it cannot have."""
    counted = _COUNTED.get(quantity.unit.code) if quantity.unit is not None else None
    return counted is not None and counted <= DEPTH[place.level] and quantity.value > 1


def _of_each(quantity: Quantity) -> bool:
    """Whether the number counts what each of several places has of one standard."""
    return (
        quantity.kind == "slash" and quantity.unit is not None and quantity.unit.code == "CRITERION"
    )


def _place_in_turn(scene: Scene, quantity: Quantity) -> Place | None:
    """ "hai huyện A và B có tỷ lệ lần lượt là 63% và 48%": the place whose turn it is."""
    normal = scene.reading.normal
    at = normal.rfind(IN_TURN, scene.start, quantity.start)
    if at < 0:
        return _place_of_pair(scene, quantity)
    if (turn := len(between(scene.quantities, at, quantity.start))) > _MOST_PLACES:
        return None
    if any(mark in normal[at : quantity.start] for mark in ";:"):
        return None
    group: list[PlaceMention] = []
    for row in reversed(between(scene.places, scene.start, at)):
        if group and normal[row.end : group[0].start].strip() not in _JOINS:
            break
        group.insert(0, row)
    near = bool(group) and not between(scene.quantities, group[-1].end, at)
    return group[turn].place if near and len(group) > 1 and turn < len(group) else None


def _place_of_pair(scene: Scene, quantity: Quantity) -> Place | None:
    """ "cao nhất là A và B, đạt 5 tỷ đồng và 4 tỷ đồng": as many numbers as places, in order."""
    normal, told = scene.reading.normal, scene.quantities
    first = last = told.starts.index(quantity.start)
    while first > 0 and _pairs(normal, told[first - 1], told[first]):
        first -= 1
    while last + 1 < len(told) and _pairs(normal, told[last], told[last + 1]):
        last += 1
    if first == last or normal[told[last - 1].end : told[last].start] != " và ":
        return None
    group: list[PlaceMention] = []
    for row in reversed(between(scene.places, scene.start, told[first].start)):
        if group and normal[row.end : group[0].start].strip() not in _JOINS:
            break
        group.insert(0, row)
    if len(group) != last - first + 1 or between(told, group[0].start, told[first].start):
        return None
    if _LEADS_PAIR.fullmatch(normal, group[-1].end, told[first].start) is None:
        return None
    return group[told.starts.index(quantity.start) - first].place


_LEADS_PAIR = re.compile(
    r",? ?(?:(?:đều|cùng|chỉ|mới|đã|đạt|được|là|với|có|thu|còn|trên|hơn|gần|vẫn|ở|mức|lên|tới"
    r"|xuống|giảm|khoảng|ước) ){1,4}"
)


def _pairs(normal: str, one: Quantity, other: Quantity) -> bool:
    """Whether two numbers of one unit follow each other with nothing but "và" or a comma."""
    if one.unit is None or other.unit is None or one.unit.code != other.unit.code:
        return False
    return normal[one.end : other.start] in (" và ", ", ")


def _lies_elsewhere(passage: Passage, scene: Scene, number: int, row: PlaceMention) -> bool:
    """ "đưa 900 lao động vào nhà máy ở Bắc Ninh, nâng số người có việc lên 3.260": not Bắc Ninh's.

    In a district's or a commune's paper another province, named behind a number, only tells where
    something lies, once a comma ends that.
    """
    home, normal = passage.home, scene.reading.normal
    if home.level not in ("district", "commune") or row.place.province in (None, home.province):
        return False
    if scene.in_brackets[number] or scene.quantities[0].start > row.start:
        return False
    outside = zip(scene.quantities, scene.in_brackets, strict=True)
    behind = next((one for one, aside in outside if one.start >= row.end and not aside), None)
    at = max(scene.start, row.start - _LOCATED)
    located = _LOCATIVE.search(normal, at, row.start) is not None
    return located and behind is not None and "," in normal[row.end : behind.start]


#: So far before a place the word may stand that tells where something lies, a list between them.
_LOCATED = 48
_LOCATIVE = re.compile(
    r"(?<!\w)(?:ở|tại|vào|sang|xuống|ra)(?: [^\W\d]+){0,3} (?:[^;.\d]{2,30}, )?\Z"
)


#: "Thị trấn A thu 5 tỷ đồng; các xã còn lại thu 7 tỷ đồng"
_THE_OTHERS = re.compile(
    r"(?<!\w)(?:các|những) (?:xã|huyện|phường|địa phương|đơn vị|tỉnh)[^,;.]{0,24}"
    r" (?:còn lại|khác)(?!\w)"
)
_JOINS = ("và", ",", ", huyện", "và huyện", "và xã", ", xã")
#: No list of places told in turn is longer.
_MOST_PLACES = 8
_MOST_OF = re.compile(r"(?<!\w)nhất (?:của |trong |so với )?\Z")


def _speaks_of_others(normal: str, start: int, end: int) -> bool:
    if normal.find(" còn lại", start, end) < 0 and normal.find(" khác", start, end) < 0:
        return False
    return _THE_OTHERS.search(normal, start, end) is not None


def _is_whole_of_share(scene: Scene, before: int, row: PlaceMention) -> bool:
    """Whether the place only ends the name of what a percentage right before it is a share of."""
    share, normal = scene.quantities[before], scene.reading.normal
    if not is_per_cent(share) or not normal.startswith(("toàn ", "cả "), row.start):
        return False
    return _WHOLE.fullmatch(normal, share.end, row.start) is not None


_WHOLE = re.compile(
    r" (?:tổng )?(?:mức|diện tích|sản lượng|số|dân số|giá trị|kim ngạch|quy mô|thu|chi)"
    r"[^,;:.()\d]{0,30} "
)


def _holds(normal: str, inner: PlaceMention, row: PlaceMention) -> bool:
    """Whether the place right behind another is the wider one that it lies in."""
    if DEPTH[row.place.level] >= DEPTH[inner.place.level]:
        return False
    return _CONTAINER.fullmatch(normal, inner.end, row.start) is not None


_CONTAINER = re.compile(
    r" ?[,(-]? ?(?:thuộc |của )?"
    # "Thái Thượng là xã ven biển huyện Thái Thụy, dân số 6.500 người"
    r"| là (?:một )?(?:trong (?:những|các|số) )?(?:xã|phường|thị trấn|huyện|thị xã)"
    r"[^,;:.()\d]{0,50} "
)


def _is_branch(passage: Passage, normal: str, row: PlaceMention) -> bool:
    """ "Chi cục Thuế huyện A đã thu được 98 tỷ đồng" in a province's paper: that district's."""
    below = DEPTH[row.place.level] > DEPTH[passage.home.level]
    said = _BRANCH.search(normal, max(0, row.start - 40), row.start)
    return below and said is not None and not normal.startswith(" giao", row.end)


_BRANCH = re.compile(
    r"(?<!\w)(?:chi cục (?:thuế|hải quan|thống kê)|kho bạc nhà nước|kho bạc|bhxh|bảo hiểm xã hội"
    r"|phòng giao dịch(?: ngân hàng (?:csxh|chính sách xã hội))?) (?:tại |ở )?\Z"
)


def _after_rank(scene: Scene, row: PlaceMention) -> bool:
    """ "thứ 27 cả nước": the field that is ranked in."""
    before = between(scene.quantities, scene.start, row.start)
    return bool(before) and before[-1].kind == "rank" and row.start - before[-1].end < 40


def _enumerated(scene: Scene, row: PlaceMention, of: Quantity, *, joined: bool) -> bool:
    """A name in a list told with its count ("3 xã Cam Cọn, Minh Tân") is no subject.

    `joined` tells that it goes on such a list ("thêm 2 xã về đích là Đà Sơn và Thuận Sơn, ...").
    """
    if scene.reading.normal[row.end : of.start].strip() in ("", "("):
        return False  # "2 huyện gặt xong là Giồng Riềng 44.027 ha và Tân Hiệp 36.655 ha"
    before = scene.reading.normal[max(scene.start, row.start - 12) : row.start].rstrip()
    led = before.endswith((" là", " gồm", ":", "(", " là xã", " là huyện", "(xã"))
    for quantity in reversed(between(scene.quantities, scene.start, row.start)):
        unit = quantity.unit
        if unit is None or unit.code not in ("COMMUNE", "DISTRICT", "VILLAGE", "SCHOOL", "PROJECT"):
            return False
        of_its_own = DEPTH[row.place.level] == _COUNTED.get(unit.code)
        if joined or (led and of_its_own and of.start > row.end):
            gap = scene.reading.normal[quantity.end : row.start]
            return not any(mark in gap for mark in ";.")
        if of.unit is not None and of.unit.code == unit.code:
            return False  # "huyện A đạt 50 dự án, huyện B đạt 60 dự án": each its own
        gap = scene.reading.text[quantity.end : row.start]
        if led and not any(mark in gap for mark in ";."):
            return True
        return all(word[:1].isupper() or word in _LISTING for word in re.findall(r"\w+", gap))
    return False


_LISTING = frozenset(("và", "là", "gồm", "xã", "huyện", "phường", "thị", "trấn", "các"))


def _closed(scene: Scene, row: PlaceMention, quantity: Quantity) -> bool:
    """Whether a bracket that holds the name closed before the quantity."""
    opened = 0
    for separator in between(scene.separators, scene.start, quantity.start):
        if separator.start < row.start:
            opened += {"(": 1, ")": -1}.get(separator.mark, 0)
        elif separator.mark == ")" and opened > 0:
            return True
    return False


def nation_told_until(passage: Passage, line: Line) -> int:
    """Where a local place takes over in a line that opens with the nation's numbers, else 0.

    "6 tháng đầu năm, cả nước thu ngân sách ... FDI 10 tỷ USD. Tại Vũng Tàu, ...": to "Vũng Tàu".
    """
    normal, start, end = passage.reading.normal, line.start, line.end
    if normal.find("cả nước ", start, end) < 0 and normal.find("toàn quốc ", start, end) < 0:
        return 0
    if not _NATION_OPENS.match(normal, start, end):
        return 0
    local = [
        row.start
        for row in passage.places.within(line.start, line.end)
        if row.place is not None and row.place.level not in ("country", "region")
    ]
    return local[0] if local else 0


_NATION_OPENS = re.compile(r"\s*(?:[^.,;:\n]{1,40}, )?(?:cả nước|toàn quốc) (?!chỉ )")
