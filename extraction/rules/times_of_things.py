"""What stands before a time that no number describes: a basis of prices, an office, a horizon."""

from __future__ import annotations

import re

PRICE_BASIS = re.compile(
    r"(?:giá (?<!đánh giá )(?<!trị giá )(?<!đấu giá )|so sánh |cố định (?<!thu cố định )"
    r"|giá (?:ss|cđ|hh) )"
    r"(?:năm )?\d{4}\Z"
)
#: "chuẩn nghèo giai đoạn 2016-2020" names a standard.
STANDARD = re.compile(r"(?:chuẩn|tiêu chí|bộ tiêu chí)[^,;.:\d]{0,60}\Z")
#: "đại biểu HĐND các cấp, nhiệm kỳ 2021-2026" is how long people hold an office.
OFFICE = re.compile(
    r"(?:(?:(?<!đại hội )đại biểu|hđnd|hội đồng nhân dân|quốc hội|khóa \w{1,6}|ban chấp hành)"
    r"[^;:.\n\d]{0,40}|kỳ họp (?:lần )?thứ \w{1,7},? )(?:nhiệm kỳ )?\Z|nhiem ky \Z"
)
#: "GRDP tăng 5,56%, mức cao nhất giai đoạn 2020-2024": among which years it is a record.
RECORD_OF = re.compile(
    r"(?<!\w)(?:cao|thấp|lớn|nhỏ|nhiều|ít|nhanh) nhất (?:trong |của )?(?:cả )?\Z"
)
RECORD_SINCE = re.compile(r"(?<!\w)nhất(?: được)?(?: tính| kể)? \Z")
#: "hoàn thành quy hoạch chung đến năm 2045": how far a paper looks that was made meanwhile.
HORIZON = re.compile(
    r"(?:lập|lập xong|phê duyệt|ban hành|thực hiện|triển khai|thông qua|điều chỉnh|hoàn thành"
    r"|công bố|hoàn thiện|xây dựng) (?:(?:các|bản|đồ án|tốt) )*"
    r"(?:quy hoạch|đề án|chiến lược|đồ án|định hướng)[^,;.:\n\d]{0,70} \Z"
)
