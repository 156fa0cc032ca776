"""The article's own place; and the places of the shared gold."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.gazetteer import fold
from extraction.rules.places import (
    Place,
    article_place,
    find_generic_places,
    find_places,
)
from extraction.text import read_text

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
LAM_HA = Place("district", "Huyện Lâm Hà", "Lâm Đồng")


@pytest.mark.parametrize(
    ("text", "about", "place"),
    [
        pytest.param(
            "HĐND huyện Trực Ninh thông qua 18 chỉ tiêu\n\nNăm 2019, toàn huyện gieo cấy 7.000 ha.",
            {"published": "2019-12-20"},
            Place("district", "Huyện Trực Ninh", "Nam Định"),
            id="title",
        ),
        pytest.param(
            "Long Mỹ thu ngân sách quý I\n\n(HGO) Quý I, thu ngân sách toàn thị xã đạt 32 tỷ đồng.",
            {"published": "2018-05-10"},
            Place("district", "Thị xã Long Mỹ", "Hậu Giang"),
            id="a town and a district of one name: the type that the text tells",
        ),
        pytest.param(
            "Long Mỹ thu ngân sách quý I\n\n(HGO) Quý I, thu ngân sách toàn huyện đạt 32 tỷ đồng.",
            {"published": "2018-05-10"},
            Place("district", "Huyện Long Mỹ", "Hậu Giang"),
            id="and the district",
        ),
        pytest.param(
            "Thạch Hạ xây dựng nông thôn mới\n\nLà xã ven thành phố, Thạch Hạ (TP Hà Tĩnh) còn 1,2%"
            " hộ nghèo.",
            {"published": "2023-12-20"},
            Place("commune", "Xã Thạch Hạ", "Hà Tĩnh"),
            id="a commune that has become a ward since",
        ),
        pytest.param(
            "Huyện Yên Dũng tiếp đoàn công tác huyện Tân Yên\n\nĐoàn công tác huyện Tân Yên vừa đến"
            " thăm, trao đổi kinh nghiệm. Năm 2022, huyện thu ngân sách 1.500 tỷ đồng.",
            {"published": "2023-05-10"},
            Place("district", "Huyện Yên Dũng", "Bắc Giang"),
            id="a delegation's district is a guest",
        ),
        pytest.param(
            "Kỳ họp thứ 11, HĐND Thành phố\n\nNgày 9/7, HĐND Thành phố khóa XIX họp. Thu ngân sách"
            " ước đạt 350 tỷ đồng, bằng 48,9% dự toán tỉnh giao.",
            {"published": "2020-07-09", "url": "http://baosonla.org.vn/vi/bai-viet/ky-hop-32449"},
            Place("district", "Thành phố Sơn La", "Sơn La"),
            id="a city's council without its name, on the paper of its province",
        ),
        pytest.param(
            "(Web Quảng Trị) Theo Sở LĐTB&XH, toàn tỉnh có gần 6.000 lao động được tạo việc làm.",
            {"published": "2020-06-23"},
            Place("province", "Tỉnh Quảng Trị", "Quảng Trị"),
            id="the site's name before its province",
        ),
        pytest.param(
            "Thu ngân sách chỉ đạt 43% kế hoạch\n\nNăm 2024, toàn huyện gieo trồng 25.000 ha.",
            {
                "published": "2024-07-10",
                "url": "https://baogialai.com.vn/chu-puh-thu-ngan-sach-dat-43-post1.html",
            },
            Place("district", "Huyện Chư Pưh", "Gia Lai"),
            id="slug",
        ),
        pytest.param(
            "Kỳ họp thứ 6\n\nTổng thu ngân sách toàn huyện đạt 155 tỷ đồng.",
            {"published": "2018-07-05", "url": "http://truyenhinhlucngan.vn/node/1"},
            Place("district", "Huyện Lục Ngạn", "Bắc Giang"),
            id="host of a district without its province",
        ),
        pytest.param(
            "Kinh tế - xã hội trên địa bàn xã năm 2020\n\nPú Bẩu là xã vùng III của huyện Sông Mã."
            " Toàn xã có 3.181 nhân khẩu.",
            {"url": "https://songma.sonla.gov.vn/1338/trang-chu/kinh-te-xa-hoi-xa-nam-2020"},
            Place("commune", "Xã Pú Bẩu", "Sơn La"),
            id="a commune told to be one, on its district's site",
        ),
        pytest.param(
            "Tình hình kinh tế - xã hội\n\nNguồn vốn huy động đạt 25.390 tỷ đồng.",
            {"published": "2022-09-28", "url": "https://thongketuyenquang.gso.gov.vn/x.aspx"},
            Place("province", "Tỉnh Tuyên Quang", "Tuyên Quang"),
            id="site of a statistical office",
        ),
        pytest.param(
            "Đảng bộ tỉnh Quảng Nam\n\nKhai mạc Đại hội Đảng bộ thành phố Tam Kỳ\n\n"
            "Đảng bộ thành phố Tam Kỳ báo cáo với Chủ tịch UBND tỉnh.",
            {"published": "2015-07-20"},
            Place("district", "Thành phố Tam Kỳ", "Quảng Nam"),
            id="a site's own name is no title",
        ),
        pytest.param(
            "Tình hình kinh tế - xã hội tháng 5 năm 2019\n\nToàn tỉnh gieo trồng 38.152 ha, nhiều "
            "ở Cát Tiên, Đạ Tẻh, Đức Trọng và Đơn Dương.",
            {"published": "2019-05-28"},
            Place("province", "Tỉnh Lâm Đồng", "Lâm Đồng"),
            id="districts of one province",
        ),
        pytest.param(
            "THÔNG TIN CHỈ ĐẠO ĐIỀU HÀNH\n\nPhuthoPortal - Nghị quyết của HĐND tỉnh năm 2020.",
            {"published": "2019-12-26"},
            Place("province", "Tỉnh Phú Thọ", "Phú Thọ"),
            id="words in capitals are no commune",
        ),
        pytest.param(
            "CỔNG THÔNG TIN ĐIỆN TỬ XÃ TRỰC HÙNG - HUYỆN TRỰC NINH - TỈNH NAM ĐỊNH\n"
            "Trang chủ | Tin tức\n\nToàn xã có 12 hộ nghèo. Xã Trực Hùng thu 3 tỷ đồng.",
            {"published": "2021-07-01"},
            Place("commune", "Xã Trực Hùng", "Nam Định"),
            id="site header: the narrowest of commune, district, province",
        ),
        pytest.param(
            "Nghị quyết đại hội\n\nHà Nội (TTXVN 1/12) Đảng bộ tỉnh Tuyên Quang đặt mục tiêu thu "
            "ngân sách 12.000 tỷ đồng; Tuyên Quang thành tỉnh khá.",
            {"published": "2025-12-01"},
            Place("province", "Tỉnh Tuyên Quang", "Tuyên Quang"),
            id="an agency's dateline is where the report was written",
        ),
        pytest.param(
            "Sơ kết 6 tháng đầu năm\n\nTổng thu ngân sách đạt 2 tỷ đồng.",
            {"published": "2018-07-01", "url": "http://truongtrung.nongcong.gov.vn/web/so-ket"},
            Place("commune", "Xã Trường Trung", "Thanh Hóa"),
            id="a commune before its district in the address, the province unsaid",
        ),
        pytest.param(
            "Sơ kết 6 tháng đầu năm\n\nTổng thu ngân sách đạt 2 tỷ đồng.",
            {"published": "2018-07-01", "url": "http://nongcong.gov.vn/web/so-ket"},
            Place("district", "Huyện Nông Cống", "Thanh Hóa"),
            id="a district's official site, the province unsaid",
        ),
        pytest.param(
            "Kế hoạch năm 2022\n\nTổng thu ngân sách đạt 2 tỷ đồng.",
            {"published": "2022-01-06", "url": "http://tin.baria-vungtau.gov.vn/tamphuoc/x/1168"},
            Place("commune", "Xã Tam Phước", "Bà Rịa - Vũng Tàu"),
            id="a commune's folder on its province's site; merged away in 2025",
        ),
        pytest.param(
            "Kế hoạch năm 2022\n\nTổng thu ngân sách đạt 2.500 tỷ đồng.",
            {"published": "2022-01-06", "url": "http://tin.hoabinh.gov.vn/hoabinh/x/1168"},
            Place("province", "Tỉnh Hòa Bình", "Hòa Bình"),
            id="a folder with the province's own name is not its city",
        ),
        pytest.param(
            "Kế hoạch năm 2022\n\nTổng thu ngân sách đạt 2.500 tỷ đồng.",
            {"published": "2022-01-06", "url": "http://hatinh.gov.vn/an-ninh/x/1168"},
            Place("province", "Tỉnh Hà Tĩnh", "Hà Tĩnh"),
            id="a folder of several words is a heading",
        ),
        pytest.param(
            "Kết quả 6 tháng đầu năm\n\nTổng thu ngân sách đạt 52 tỷ đồng. Toàn huyện có 9 xã.",
            {"published": "2022-07-01", "url": "https://trucninh.namdinh.gov.vn/tin/123"},
            Place("district", "Huyện Trực Ninh", "Nam Định"),
            id="address of the site",
        ),
        pytest.param(
            "Kết quả 6 tháng đầu năm\n\nTổng thu ngân sách của huyện đạt 52 tỷ đồng.",
            {"published": "2022-07-01", "url": "https://haihà.quangninh.gov.vn/tin/123"},
            Place("district", "Huyện Hải Hà", "Quảng Ninh"),
            id="address written with an accent",
        ),
        pytest.param(
            "ỦY BAN NHÂN DÂN\nHUYỆN CHÂU THÀNH\n\nBÁO CÁO\nToàn huyện có 12 xã. Tỉnh giao 50 tỷ.",
            {"published": "2018-08-28", "url": "http://chauthanh.tiengiang.gov.vn"},
            Place("district", "Huyện Châu Thành", "Tiền Giang"),
            id="one of many namesakes, settled by the address",
        ),
        pytest.param(
            "Huyện Châu Thành (Bến Tre) tổng kết năm 2018\n\nToàn huyện có 20 xã.",
            {"published": "2018-12-28"},
            Place("district", "Huyện Châu Thành", "Bến Tre"),
            id="one of many namesakes, settled by the bracket",
        ),
        pytest.param(
            "Huyện Châu Thành tổng kết năm 2018\n\nToàn huyện có 20 xã.",
            {"published": "2018-12-28", "publisher": "Báo Tây Ninh"},
            Place("district", "Huyện Châu Thành", "Tây Ninh"),
            id="one of many namesakes, settled by the publisher",
        ),
        pytest.param(
            "Huyện Châu Thành tổng kết năm 2018\n\nToàn huyện có 20 xã.",
            {"published": "2018-12-28"},
            Place("district", "Huyện Châu Thành", None),
            id="one of many namesakes, settled by nothing: no province is guessed",
        ),
        pytest.param(
            "Khoảng cách giữa các địa phương Bình Định\n\nTheo Sở Tài chính, toàn tỉnh thu 9.000 "
            "tỷ đồng. TP Quy Nhơn đạt 60%, huyện Tuy Phước 55%, huyện Phù Cát 54%.",
            {"published": "2022-09-01"},
            Place("province", "Tỉnh Bình Định", "Bình Định"),
            id="a league table is the province's",
        ),
        pytest.param(
            "HĐND xã Chiềng Sơn họp kỳ cuối năm\n\nXã Chiềng Sơn (huyện Mộc Châu cũ) có 28 bản. "
            "Toàn xã còn 120 hộ nghèo.",
            {"published": "2025-12-25"},
            Place("commune", "Xã Chiềng Sơn", "Sơn La"),
            id="a commune after the reform, beside its old district",
        ),
        pytest.param(
            "Xã Vĩnh Hưng về đích\n\nThu ngân sách của xã Vĩnh Hưng, tỉnh Bắc Giang cũ, đạt 5 tỷ.",
            {"published": "2025-12-25"},
            Place("commune", "Xã Vĩnh Hưng", "Bắc Ninh"),
            id="the province of the article's date",
        ),
        pytest.param(
            "Tình hình kinh tế - xã hội quý I\n\nGDP cả nước tăng 5,66%. Xuất khẩu của Việt Nam "
            "đạt 93 tỷ USD.",
            {"published": "2024-03-29"},
            Place("country", "Việt Nam", None),
            id="the nation",
        ),
        pytest.param(
            "Huyện Hải Lặng tổng kết\n\nToàn huyện có 19 xã, tỉnh Quảng Trị giao 90 tỷ đồng.",
            {"published": "2018-08-28"},
            Place("district", "Huyện Hải Lăng", "Quảng Trị"),
            id="a misspelt name with its province as witness",
        ),
        pytest.param(
            "UBND xã Vĩnh tổ chức hội nghị\n\nTrưởng các thôn trong xã dự. UBND xã chỉ đạo.",
            {"published": "2023-10-06", "url": "http://vinhhao.vinhthanh.binhdinh.gov.vn/x"},
            Place("commune", "Xã Vĩnh Hảo", "Bình Định"),
            id="a name cut short, made whole by the address",
        ),
        pytest.param(
            "Sản xuất nông nghiệp trên địa bàn tỉnh\n\nToàn tỉnh gieo trồng được 57.464 ha.",
            {"published": "2018-07-05", "url": "http://www.namdinhtv.vn/kinh-te/san-xuat"},
            Place("province", "Tỉnh Nam Định", "Nam Định"),
            id="a station's host",
        ),
        pytest.param(
            "Sản xuất nông nghiệp trên địa bàn tỉnh\n\nToàn tỉnh gieo trồng được 57.464 ha.",
            {
                "published": "2018-07-05",
                "url": "http://cpv.org.vn/vinh-phuc-hom-nay/san-xuat-1.html",
            },
            Place("province", "Tỉnh Vĩnh Phúc", "Vĩnh Phúc"),
            id="a folder that a province opens",
        ),
        pytest.param(
            "Giá trị sản xuất công nghiệp ước đạt 55.679 tỷ đồng, tăng 9,5% so với cùng kỳ.",
            {"published": "2019-06-05", "url": "http://congthuongthainguyen.gov.vn/vn/thang-5"},
            Place("province", "Tỉnh Thái Nguyên", "Thái Nguyên"),
            id="a department's host",
        ),
        pytest.param(
            "UBND thành phố báo cáo\n\nThu ngân sách trên địa bàn thành phố bằng 99% dự toán tỉnh "
            "giao, bằng 85% dự toán HĐND thành phố giao.",
            {
                "published": "2019-10-05",
                "url": "http://www.quangngai.gov.vn/vi/thanhpho/Pages/x.html",
            },
            Place("district", "Thành phố Quảng Ngãi", "Quảng Ngãi"),
            id="a province's namesake city on its site",
        ),
        pytest.param(
            "LĨNH VỰC KINH TẾ\n\nTổng đàn lợn 1.450 con, tăng 105 con so với cùng kỳ năm 2020.",
            {"url": "https://vuquang.hatinh.gov.vn/ducgiang/KenhTin/Phat-trien-462831.aspx"},
            Place("commune", "Xã Đức Giang", "Hà Tĩnh"),
            id="a commune's folder on its district's site",
        ),
        pytest.param(
            "HĐND các xã họp cuối năm\n\nHĐND xã Tấn Mỹ họp, toàn xã có 144 hộ. Cùng ngày, HĐND "
            "xã Long Điền B cũng họp. Báo cáo tại HĐND xã Nhơn Mỹ.",
            {"published": "2023-01-03", "url": "https://chomoi.angiang.gov.vn/tin"},
            Place("district", "Huyện Chợ Mới", "An Giang"),
            id="several communes in turn on the district's site",
        ),
        pytest.param(
            "15/63 địa phương giải ngân trên 3%, gồm Cao Bằng, Lào Cai, Nghệ An và Bạc Liêu.",
            {"published": "2021-07-01"},
            Place("country", "Việt Nam", None),
            id="a row of provinces is none of them",
        ),
        pytest.param(
            "Đồng bằng sông Cửu Long quý II\n\nVùng ĐBSCL tăng 6%: Cần Thơ, An Giang, Cà Mau.",
            {"published": "2021-07-01"},
            Place("region", "Vùng Đồng bằng sông Cửu Long", None),
            id="a region",
        ),
        pytest.param(
            "UBND HUYỆN CẦU KÈ\nUBND XÃ AN PHÚ TÂN\n\nBÁO CÁO\nToàn xã có 1.200 hộ.",
            {"published": "2020-10-01"},
            Place("commune", "Xã An Phú Tân", "Trà Vinh"),
            id="letterhead: the office above, then the one that writes",
        ),
        pytest.param(
            "UBND TỈNH LÀO CAI\nSỞ NÔNG NGHIỆP\n\nToàn tỉnh có 50 xã; huyện Bắc Hà 5, huyện Bảo "
            "Yên 6, huyện Bát Xát 7.",
            {"published": "2020-10-01"},
            Place("province", "Tỉnh Lào Cai", "Lào Cai"),
            id="letterhead of a department",
        ),
        pytest.param(
            "Kết quả 9 tháng\n\nTổng chi ngân sách 8.537 tỷ đồng, toàn tỉnh có 15 vụ cháy.",
            {"published": "2022-09-30", "url": "https://thongketuyenquang.gso.gov.vn/x"},
            Place("province", "Tỉnh Tuyên Quang", "Tuyên Quang"),
            id="address of a statistical office",
        ),
        pytest.param(
            "TX Thái Hòa họp HĐND\n\n(Baonghean.vn) - Thị xã Thái Hòa có 6 xã; xã Tây Hiếu đạt "
            "15/19 tiêu chí, xã Đông Hiếu 14/19.",
            {"published": "2013-07-20"},
            Place("district", "Thị xã Thái Hòa", "Nghệ An"),
            id="newspaper's mark in the dateline",
        ),
        pytest.param(
            "Phường 5 về đích\n\nĐảng bộ Phường 5, TP Cà Mau; toàn phường còn 12 hộ nghèo.",
            {"published": "2019-04-01"},
            Place("commune", "Phường 5", "Cà Mau"),
            id="a numbered ward, settled by its city",
        ),
        pytest.param(
            "Đặc khu Phú Quốc đón khách\n\nĐặc khu Phú Quốc, tỉnh An Giang, thu 8.000 tỷ đồng.",
            {"published": "2025-12-01"},
            Place("commune", "Đặc khu Phú Quốc", "An Giang"),
            id="a special zone is a commune",
        ),
        pytest.param(
            "Phường Hoàng Liệt họp\n\nChị M., quê Thanh Hóa, sống ở phường Hoàng Liệt (Hoàng Mai, "
            "Hà Nội). Toàn phường có 12 tổ. Quê Thanh Hóa còn có anh N.",
            {"published": "2018-04-01"},
            Place("commune", "Phường Hoàng Liệt", "Hà Nội"),
            id="another province named more often",
        ),
        pytest.param("Lời hay ý đẹp\n\nMột ngày mới.", {}, None, id="no place at all"),
        pytest.param("", {}, None, id="empty"),
    ],
)
def test_article_place(text: str, about: dict[str, str], place: Place | None) -> None:
    found, witness = article_place(text, **about)
    assert found == place
    assert bool(witness) == (place is not None)


@pytest.mark.parametrize(
    "text",
    [
        "Huyện " * 30_000,
        "A " * 60_000,
        "xã (" * 30_000,
        "Hà-" * 50_000,
        "huyện\n" * 30_000,
        "Quảng Ninh, " * 10_000,
        "xã Hải Đông, huyện Hải Hà " * 4_000,
        "cả nước, Đồng bằng sông Hồng " * 5_000,
        "www." * 50_000,
    ],
    ids=[
        "types",
        "capitals",
        "brackets",
        "dashes",
        "lines",
        "provinces",
        "communes",
        "regions",
        "address",
    ],
)
def test_time_stays_linear(text: str) -> None:
    begun = time.perf_counter()
    place, _ = article_place(text)
    find_places(text, home=place, date=None)
    find_generic_places(text, home=place)
    assert time.perf_counter() - begun < 6


_PIECES = (
    *("huyện ", "xã ", "TP ", "T.P ", "Quảng Ninh", "(", ") ", ",", "và ", "Đa-Krông", "02 ", "\n"),
    *("các ", "Phường 5 ", "cả nước", "İ", "ß", "e\u0301", "-", " – ", "KCN ", "thôn ", "Việt Nam"),
    *("http://[", "www.", ".vn", "://", "A", "'", "\u200b", "\U0001f600", "%", ":"),
)


@given(
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text(max_size=60),
    st.none() | st.text(max_size=20) | st.sampled_from(["http://[x", "//", "a.gov.vn", ":"]),
)
def test_nothing_is_raised(text: str, extra: str | None) -> None:
    place, _ = article_place(text, title=extra, url=extra, publisher=extra, published="2022")
    for mention in find_places(text, home=place, date="2022"):
        assert 0 <= mention.start < mention.end <= len(read_text(text).text)
    find_generic_places(text, home=place)


def _words(name: str | None) -> list[str]:
    return [fold(word) for word in re.split(r"[\W_]+", name or "")]


def _gold() -> list[Path]:
    return sorted((SHARED / "gold").glob("*.jsonl"))


@pytest.mark.skipif(not _gold(), reason="../shared/gold is not here")
@pytest.mark.parametrize("path", _gold(), ids=lambda path: path.stem)
def test_gold_place(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with (SHARED / "articles" / f"{path.stem}.txt").open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    years = Counter(row["period"][:4] for row in rows)
    date = years.most_common(1)[0][0]
    own, _ = article_place(text, published=f"{date}-12-31" if date < "2025" else date)
    told = Counter((row["place_level"], *_words(row["place_name"])) for row in rows)
    most = told.most_common(1)[0][0]
    province = next(
        row["place_province"]
        for row in rows
        if (row["place_level"], *_words(row["place_name"])) == most
    )
    assert own is not None
    assert (own.level, *_words(own.name)) == most
    assert own.province == province
    named = {
        (mention.place.level, *_words(mention.place.name))
        for mention in find_places(text, home=own, date=date)
    }
    named |= {
        (one.place.level, *_words(one.place.name))
        for one in find_generic_places(text, home=own, date=date)
        if one.place
    }
    assert told.keys() - {most} <= named


def test_a_district_with_the_name_of_another_province_is_no_rival_of_the_titles_province() -> None:
    text = (
        "THÔNG TIN KT-XH\n   Bản in    Gởi bài viết\nTình hình kinh tế - xã hội tháng 8 năm 2016"
        " tỉnh Quảng Bình\nDiện tích: Bố Trạch 4.714 ha; Quảng Ninh 4.180 ha; Lệ Thủy 10.685 ha."
    )
    assert article_place(text)[0] == Place("province", "Tỉnh Quảng Bình", "Quảng Bình")


def test_x_is_a_commune_of_tells_whose_page_it_is_though_the_province_has_two_of_the_name() -> None:
    text = (
        "Khởi sắc vùng biên Tam Hợp\nTam Hợp là xã biên giới của huyện Tương Dương (Nghệ An)."
        " Năm 2022, diện tích lúa đạt 53 ha."
    )
    assert article_place(text)[0] == Place("commune", "Xã Tam Hợp", "Nghệ An")


def test_an_arabic_number_behind_a_commune_stands_for_the_roman_one_of_its_official_name() -> None:
    text = (
        "Đại hội Đảng bộ xã Tam Xuân 2 (Núi Thành, Quảng Nam) năm 2020.\n"
        "Đảng bộ xã Tam Xuân 2. Ảnh: N.Đ"
    )
    place = article_place(text, published="2020-03-05")[0]
    assert place == Place("commune", "Xã Tam Xuân II", "Quảng Nam")


def test_a_province_with_a_city_of_its_name_stays_the_titles_beside_other_provinces() -> None:
    text = (
        "Tây Ninh dẫn đầu Đông Nam Bộ về tăng trưởng\n\nKinh tế Tây Ninh 9 tháng tăng nhanh."
        " GRDP đạt 9,5%, cao hơn Đồng Nai (8,8%) và TPHCM (7%).\n"
        + "Nông - lâm - thủy sản tăng khá; công nghiệp, dịch vụ đều tăng.\n" * 10
        + "Ông A, Chánh Văn phòng UBND tỉnh Tây Ninh, tại họp báo."
    )
    place = article_place(text, published="2025-10-07")[0]
    assert place == Place("province", "Tỉnh Tây Ninh", "Tây Ninh")


def test_names_that_other_provinces_districts_bear_too_do_not_hide_whose_districts_are_named() -> (
    None
):
    text = (
        "Toàn tỉnh có 6.256 hộ thoát nghèo\n\nHộ nghèo toàn tỉnh là 25.650 hộ, cao nhất là Tây"
        " Giang, Nam Trà My, Nam Giang, Bắc Trà My; thấp nhất là TP.Hội An. Các phường không còn"
        " hộ nghèo gồm Tân Thạnh (Tam Kỳ), Thanh Hà, Tân An, Tân Hiệp (TP.Hội An)."
    )
    assert article_place(text)[0] == Place("province", "Tỉnh Quảng Nam", "Quảng Nam")
