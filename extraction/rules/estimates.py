"""Lines that say of the numbers below or behind them that they are estimates."""

from __future__ import annotations

import re

_ESTIMATED_HEAD = re.compile(r"[^:]{0,60}\(ước[^)]{0,12}\)[^:;.]{0,40}:")


#: "Ước thực hiện cả năm như sau:", the last words of a line.
_ESTIMATES_FOLLOW = re.compile(
    r"(?:\A|[.;*•-]) ?(?:kết quả )?ước(?: tính)?(?: thực hiện| đạt)?(?: cả| trong)?(?: năm)?"
    r"(?: \d{4})?(?: như sau| đạt được)?: *\Z"
    r"|\((?:số )?ước(?: tính| đạt| thực hiện)?(?: cả năm| năm(?: \d{4})?)?\)"
    r"(?: (?:như sau|cụ thể))? ?: *\Z"
    r"|(?:chỉ tiêu|khó khăn), ước (?:không |khó )?(?:đạt|hoàn thành)(?: kh| kế hoạch)?: *\Z"
)


def opens_estimates(normal_line: str) -> bool:
    """Whether the line ends by saying that what the list below tells are estimates."""
    return normal_line.endswith(":") and _ESTIMATES_FOLLOW.search(normal_line[-60:]) is not None


def heads_estimates(normal_line: str) -> bool:
    """Whether a heading says that its section tells estimates ("I. ƯỚC THỰC HIỆN NĂM 2025")."""
    return "ước" in normal_line and _HEADS_ESTIMATES.match(normal_line) is not None


_HEADS_ESTIMATES = re.compile(
    r"[^\w]*(?:phần )?(?:[ivx\d]{1,4}|[a-d])?[.):/ -]*"
    r"(?:kết quả |tình hình |đánh giá )?ước(?: tính)?(?: kết quả)?"
    r" (?:thực hiện|th|kết quả|cả năm)(?!\w)"
    r"[^;%]{0,90}\Z"
    r"|[^;%(]{0,90}\((?:số )?ước[^();%]{0,40}\) ?:?\s*\Z"  # "2. Ngân sách (ước đến 31/10)"
)


def tells_estimates(normal_line: str) -> bool:
    """Whether the head of a line says that its numbers are estimates ("Tháng 5 (ước): ...")."""
    return "(ước" in normal_line and _ESTIMATED_HEAD.match(normal_line) is not None
