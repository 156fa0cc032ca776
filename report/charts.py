"""The charts as Vega-Lite specifications without data, made once by Altair and shared by all pages.

A page holds only the rows of its own charts; `static/report.js` puts the two together. Titles are
words of the report, which the language switch translates. A chart without a height gets as much as
its bars need there.
"""

from __future__ import annotations

from typing import Any

import altair as alt

DATA = alt.NamedData("rows")
GOOD, BAD, OPEN, FAINT, PLAIN = "#1b7f4d", "#b3402a", "#6b7280", "#c3cad3", "#1f5fa8"
VERDICTS = alt.Scale(
    domain=["đạt", "chưa đạt", "đang thực hiện", "—"], range=[GOOD, BAD, OPEN, PLAIN]
)
LABEL = alt.Axis(labelLimit=260, title=None)


def specifications() -> dict[str, dict[str, Any]]:
    """Every chart of the report by name, as a Vega-Lite specification that reads data `rows`."""
    charts = {
        "attainment": _bars("Tỷ lệ hoàn thành kế hoạch (%)", colour="verdict", rule=100),
        "change": _bars("Thay đổi so với cùng kỳ năm trước (%)", colour=None, rule=0),
        "scorecards": _scorecards(),
        "trends": _trends(),
        "places": _places(),
        "confidence": _confidence(),
    }
    return {name: _plain(chart) for name, chart in charts.items()}


def _bars(title: str, *, colour: str | None, rule: float) -> Any:
    """A bar an indicator, with a line at the value that matters."""
    bars = (
        alt.Chart(DATA)
        .mark_bar(height={"band": 0.7})
        .encode(
            x=alt.X("value:Q", title=title, axis=alt.Axis(tickCount=6)),
            y=alt.Y("name:N", sort=None, axis=LABEL),
            tooltip=[
                alt.Tooltip("name:N", title="Chỉ tiêu"),
                alt.Tooltip("period:N", title="Kỳ"),
                alt.Tooltip("value:Q", title="Giá trị", format=",.1f"),
            ],
            color=(
                alt.Color("verdict:N", scale=VERDICTS, legend=alt.Legend(title=None, orient="top"))
                if colour
                else alt.condition("datum.value < 0", alt.value(BAD), alt.value(PLAIN))
            ),
        )
    )
    line = alt.Chart().mark_rule(color="#111827", strokeDash=[4, 3]).encode(x=alt.datum(rule))
    return (bars + line).properties(width="container")


def _scorecards() -> Any:
    domain = ["Chỉ tiêu đạt", "Chỉ tiêu chưa đạt", "Chưa kết luận", "Chưa có kết quả"]
    return (
        alt.Chart(DATA)
        .mark_bar()
        .encode(
            x=alt.X("year:O", title="Năm", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title="Số chỉ tiêu", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(domain=domain, range=[GOOD, BAD, OPEN, FAINT]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("year:O", title="Năm"),
                alt.Tooltip("verdict:N", title="Kết quả"),
                alt.Tooltip("value:Q", title="Số chỉ tiêu"),
            ],
        )
        .properties(width="container", height=200)
    )


def _trends() -> Any:
    """A small line chart an indicator; each has its own scale, as units differ."""
    tooltip = [
        alt.Tooltip("name:N", title="Chỉ tiêu"),
        alt.Tooltip("year:O", title="Năm"),
        alt.Tooltip("text:N", title="Giá trị"),
    ]
    return (
        alt.Chart(DATA)
        .mark_line(point=True, color=PLAIN)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(zero=False),
                axis=alt.Axis(tickCount=4),
            ),
            tooltip=tooltip,
        )
        .properties(width=220, height=110)
        .facet(
            facet=alt.Facet("name:N", title=None, header=alt.Header(labelLimit=230), sort=None),
            columns=3,
        )
        .resolve_scale(x="independent", y="independent")
    )


def _places() -> Any:
    return (
        alt.Chart(DATA)
        .mark_bar(height={"band": 0.7}, color=PLAIN)
        .encode(
            x=alt.X("value:Q", title="Giá trị", axis=alt.Axis(tickCount=6)),
            y=alt.Y("name:N", sort=None, axis=LABEL),
            tooltip=[
                alt.Tooltip("name:N", title="Địa phương"),
                alt.Tooltip("text:N", title="Giá trị"),
            ],
        )
        .properties(width="container")
    )


def _confidence() -> Any:
    return (
        alt.Chart(DATA)
        .mark_bar(color=PLAIN)
        .encode(
            x=alt.X("confidence:O", title="Độ tin cậy", sort=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title="Số liệu"),
            tooltip=[
                alt.Tooltip("confidence:O", title="Độ tin cậy"),
                alt.Tooltip("value:Q", title="Số liệu", format=",d"),
            ],
        )
        .properties(width="container", height=200)
    )


def _plain(chart: Any) -> dict[str, Any]:
    """The specification alone, in the page's own letters."""
    configured = chart.configure(
        font="system-ui, sans-serif", background="transparent"
    ).configure_axis(labelFontSize=12, titleFontSize=12)
    specification: dict[str, Any] = configured.to_dict()
    return specification
