"""Words that turn back to the present from a time told before: "đến nay", "giờ thì", "hiện"."""

from __future__ import annotations

import re

#: Words that turn back to the present from a time told before.
_TURNS = (
    r"(?:đến|tới) nay|(?:đến|tới) thời điểm (?:này|hiện tại|hiện nay)|hiện (?:nay|tại)"
    r"|(?:bây|đến|tới) giờ|giờ(?: đây)?(?= (?:thì|đã|còn|chỉ|là|có|đếm))"
    r"|(?<!năm )(?<!hôm )(?<!đến )(?<!tới )(?<!lâu )(?<!ngày )nay"
    r"(?= (?:thì|đã|còn|chỉ|mới|là|đạt|đường|toàn))"
    r"|(?<=, )giờ(?: đây)?(?= (?:trong|cả|toàn|tính|mỗi))"
)
SO_FAR = re.compile(
    rf"(?<!\w)(?:{_TURNS}|sau (?:khi )?(?:sáp|hợp) nhập"
    r"|(?<!thực )(?<!biểu )(?<!phát )(?<!thể )hiện(?! đại| trạng| thực| tượng| hành| vật))(?!\w)"
)
#: Words that turn back to the present whatever was told before.
TURNS_TO_NOW = re.compile(rf"(?<!\w)(?:{_TURNS})(?!\w)")
