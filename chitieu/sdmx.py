"""The observations as SDMX-CSV 2.0, their structure and codelists as SDMX-ML 3.0.

Every dated observation is a row of its own: the key holds the observation's id, because two
articles may state the same fact. Codes are the project's own, in the letters that SDMX allows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from chitieu.spreadsheet import FORMULA_STARTS

if TYPE_CHECKING:
    import duckdb

AGENCY, VERSION = "CHITIEU", "1.0"
STRUCTURE = "OBSERVATIONS"
SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
NAMESPACES = {"mes": SCHEMAS + "message", "str": SCHEMAS + "structure", "com": SCHEMAS + "common"}
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

#: SDMX's own marks: not applicable, unspecified, the total.
NOT_APPLICABLE, UNSPECIFIED, TOTAL = "_Z", "_X", "_T"


@dataclass(frozen=True, slots=True)
class Component:
    """A column of the data: its id, English and Vietnamese name, codelist, SQL for its value."""

    id: str
    name_en: str
    name_vi: str
    codelist: str | None
    sql: str
    text_type: str = "String"


DIMENSIONS = (
    Component("FREQ", "Frequency or length of the period", "Tần suất", "CL_FREQ", "freq.code"),
    Component("REF_AREA", "Place", "Địa phương", "CL_AREA", "area.code"),
    Component("INDICATOR", "Indicator", "Chỉ tiêu", "CL_INDICATOR", "coalesce(o.indicator, '_X')"),
    Component("ITEM", "What narrows the indicator", "Phân tổ", None, "coalesce(o.item, '_T')"),
    Component("MEASURE", "Kind of number", "Loại số", "CL_MEASURE", "o.measure"),
    Component("STAGE", "Planned or done", "Giai đoạn", "CL_STAGE", "o.stage"),
    Component("PLAN_BY", "Who set the plan", "Cấp giao", "CL_PLANNER", "coalesce(o.plan_by, '_Z')"),
    Component(
        "BASE_PERIOD", "Period compared with", "Kỳ gốc", None, "coalesce(o.base_period, '_Z')"
    ),
    Component("OBSERVATION", "Observation", "Mã số liệu", None, "o.observation_id"),
)
TIME = Component(
    "TIME_PERIOD", "Time period", "Kỳ", None, "o.period", text_type="ObservationalTimePeriod"
)
MEASURE = Component("OBS_VALUE", "Value", "Giá trị", None, "o.value", text_type="Double")
ATTRIBUTES = (
    Component("UNIT_MEASURE", "Unit", "Đơn vị", "CL_UNIT", "unit.code"),
    Component("COMPARATOR", "How the text bounds it", "So sánh", "CL_COMPARATOR", "o.comparator"),
    Component("VALUE_MAX", "Upper end or whole", "Giá trị trên", None, "o.value_max", "Double"),
    Component("STANDS", "Stands for its fact", "Được chọn", None, "o.stands", "Boolean"),
    Component("CONFIDENCE", "Confidence", "Độ tin cậy", None, "o.confidence", "Double"),
    Component("INDICATOR_TEXT", "The article's words", "Cách gọi", None, "o.indicator_text"),
    Component("QUOTE", "Quoted number", "Trích", None, "o.quote"),
    Component("ARTICLE", "Article", "Bài viết", None, "o.article"),
    Component("URL", "Address", "Địa chỉ", None, "o.url"),
    Component("SPAN_START", "First character", "Từ ký tự", None, "o.span_start", "Integer"),
    Component("SPAN_END", "End character", "Đến ký tự", None, "o.span_end", "Integer"),
)
#: Whatever some program takes for the end of a line, and other control characters.
LINE_BREAKS = r"[\x00-\x1f\x7f\x{85}\x{2028}\x{2029}]+"
#: Components whose text comes from an article.
FREE_TEXT = ("ITEM", "INDICATOR_TEXT", "QUOTE", "ARTICLE", "URL")

Code = tuple[str, str, str]  # id, English name, Vietnamese name

CODELISTS: dict[str, tuple[Code, ...]] = {
    "CL_MEASURE": (
        ("level", "Level", "Mức"),
        ("change_pct", "Change in per cent", "Tăng giảm phần trăm"),
        ("change_abs", "Change in the own unit", "Tăng giảm tuyệt đối"),
        ("index_pct", "Index in per cent", "Chỉ số phần trăm"),
        ("attainment_pct", "Attainment of a plan in per cent", "Tỷ lệ hoàn thành kế hoạch"),
        ("fraction", "Part of a counted whole", "Phần trên tổng"),
        ("rank", "Rank", "Thứ hạng"),
    ),
    "CL_STAGE": (
        ("target", "Target", "Kế hoạch"),
        ("actual", "Actual", "Thực hiện"),
        ("estimate", "Estimate", "Ước thực hiện"),
        ("forecast", "Forecast", "Dự báo"),
    ),
    "CL_COMPARATOR": (
        ("eq", "Equal", "Bằng"),
        ("ge", "At least", "Từ ... trở lên"),
        ("gt", "More than", "Trên"),
        ("le", "At most", "Không quá"),
        ("lt", "Less than", "Dưới"),
        ("approx", "About", "Khoảng"),
        ("range", "Range", "Từ ... đến ..."),
    ),
    "CL_PLANNER": (
        ("central", "Central government", "Trung ương"),
        ("province", "Province", "Tỉnh"),
        ("district", "District", "Huyện"),
        ("commune", "Commune", "Xã"),
        (NOT_APPLICABLE, "Not told", "Không nêu"),
    ),
}
FREQUENCIES = {
    "A": ("Annual", "Năm"),
    "S": ("Half-yearly", "Nửa năm"),
    "Q": ("Quarterly", "Quý"),
    "M": ("Monthly", "Tháng"),
    "D": ("Daily", "Ngày"),
}


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    """Write `observations.csv` and `structure.xml`; rows written, observations without a date."""
    lists = dict(CODELISTS)
    lists["CL_FREQ"] = _code_table(connection, "freq", FREQUENCY_SQL, _frequencies)
    lists["CL_AREA"] = _code_table(connection, "area", AREA_SQL, lambda rows: rows)
    lists["CL_UNIT"] = _code_table(connection, "unit", UNIT_SQL, _units)
    lists["CL_INDICATOR"] = (
        *connection.execute(
            "select indicator, name_en, name_vi from marts.dim_indicator order by indicator"
        ).fetchall(),
        (UNSPECIFIED, "No code fits", "Chưa có mã"),
    )
    written, undated = _write_data(connection, folder / "observations.csv")
    tree = ET.ElementTree(_structure(lists))
    ET.indent(tree)
    tree.write(folder / "structure.xml", encoding="utf-8", xml_declaration=True)
    return written, undated


FREQUENCY_SQL = """
select distinct frequency, frequency, frequency from marts.fct_observations
where frequency is not null order by 1
"""
AREA_SQL = """
select place_id, any_value(concat_ws(', ', place_name, place_province)),
    any_value(concat_ws(', ', place_name, place_province))
from marts.fct_observations group by place_id order by place_id
"""
UNIT_SQL = "select distinct unit, unit, unit from marts.fct_observations order by 1"


def _frequencies(rows: Sequence[Code]) -> list[Code]:
    return [(code, *FREQUENCIES.get(code, (f"Period {code}", f"Kỳ {code}"))) for code, _, _ in rows]


def _units(rows: Sequence[Code]) -> list[Code]:
    import csv

    from extraction.reference import SEEDS

    with (SEEDS / "units.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["unit"]: (row["name_en"], row["name_vi"]) for row in csv.DictReader(stream)}
    return [(code, *names.get(code, (code, code))) for code, _, _ in rows]


def _code_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    sql: str,
    named: Callable[[Sequence[Code]], Sequence[Code]],
) -> tuple[Code, ...]:
    """The codelist of what `sql` finds, and a temporary table from our ids to its codes."""
    rows = named(connection.execute(sql).fetchall())
    codes = sdmx_ids([key for key, _, _ in rows])
    connection.execute(
        f"create or replace temp table {name} as "
        "select unnest(?::varchar[]) as key, unnest(?::varchar[]) as code",
        [list(codes), list(codes.values())],
    )
    return tuple((codes[key], english, vietnamese) for key, english, vietnamese in rows)


def sdmx_ids(keys: Iterable[str]) -> dict[str, str]:
    """Each key in the letters of an SDMX code (A-Z, a-z, 0-9, @, $, -, _), no two alike."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        plain = unicodedata.normalize("NFD", key.replace("đ", "d").replace("Đ", "D"))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        code = base = re.sub(r"[^A-Za-z0-9@$_-]+", "_", plain) or "_"
        number = 2
        while code in taken:
            code, number = f"{base}-{number}", number + 1
        ids[key] = code
        taken.add(code)
    return ids


def _write_data(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    columns = [
        "'dataflow' as \"STRUCTURE\"",
        f"'{AGENCY}:{STRUCTURE}({VERSION})' as \"STRUCTURE_ID\"",
        "'I' as \"ACTION\"",
        *(
            f'{_one_line(c.sql) if c.id in FREE_TEXT else c.sql} as "{c.id}"'
            for c in (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES)
        ),
    ]
    dated = "o.period is not null and o.frequency is not null and isfinite(o.value)"
    target = str(path).replace("'", "''")
    copied = connection.execute(
        f"copy (select {', '.join(columns)} from marts.fct_observations as o "
        "left join area on o.place_id = area.key left join unit on o.unit = unit.key "
        f"left join freq on o.frequency = freq.key where {dated} order by o.observation_id) "
        f"to '{target}' (format csv, header true)"
    ).fetchone()
    counted = connection.execute("select count(*) from marts.fct_observations").fetchone()
    assert copied is not None
    assert counted is not None
    return copied[0], counted[0] - copied[0]


def _one_line(expression: str) -> str:
    """SQL for an article's text on one line, harmless in a spreadsheet."""
    text = f"regexp_replace({expression}, '{LINE_BREAKS}', ' ', 'g')"
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return f"case when substr({text}, 1, 1) in ({starts}) then '''' || {text} else {text} end"


def _structure(lists: Mapping[str, Sequence[Code]]) -> ET.Element:
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(_tag("mes:Structure"))
    header = _add(root, "mes:Header")
    _add(header, "mes:ID").text = STRUCTURE
    _add(header, "mes:Test").text = "false"
    _add(header, "mes:Prepared").text = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _add(header, "mes:Sender", id=AGENCY)
    structures = _add(root, "mes:Structures")
    _add_codelists(_add(structures, "str:Codelists"), lists)
    _add_concepts(_add(structures, "str:ConceptSchemes"))
    flow = _add(
        _add(structures, "str:Dataflows"),
        "str:Dataflow",
        id=STRUCTURE,
        agencyID=AGENCY,
        version=VERSION,
    )
    _name(flow, "Observations of socio-economic indicators", "Số liệu kinh tế - xã hội")
    _add(flow, "str:Structure").text = _urn("datastructure.DataStructure", STRUCTURE)
    _add_components(_add(structures, "str:DataStructures"))
    return root


def _add_codelists(parent: ET.Element, lists: Mapping[str, Sequence[Code]]) -> None:
    for list_id in sorted(lists):
        codelist = _add(parent, "str:Codelist", id=list_id, agencyID=AGENCY, version=VERSION)
        _name(codelist, *LIST_NAMES[list_id])
        for code, english, vietnamese in lists[list_id]:
            _name(_add(codelist, "str:Code", id=code), english, vietnamese)


LIST_NAMES = {
    component.codelist: (component.name_en, component.name_vi)
    for component in (*DIMENSIONS, *ATTRIBUTES)
    if component.codelist
}


def _add_concepts(parent: ET.Element) -> None:
    scheme = _add(parent, "str:ConceptScheme", id="CONCEPTS", agencyID=AGENCY, version=VERSION)
    _name(scheme, "Concepts of chitieu", "Khái niệm")
    for component in (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES):
        _name(_add(scheme, "str:Concept", id=component.id), component.name_en, component.name_vi)


def _add_components(parent: ET.Element) -> None:
    structure = _add(parent, "str:DataStructure", id=STRUCTURE, agencyID=AGENCY, version=VERSION)
    _name(structure, "Observations", "Số liệu")
    components = _add(structure, "str:DataStructureComponents")
    dimensions = _add(components, "str:DimensionList", id="DimensionDescriptor")
    for position, component in enumerate(DIMENSIONS, 1):
        _describe(
            _add(dimensions, "str:Dimension", id=component.id, position=str(position)), component
        )
    _describe(_add(dimensions, "str:TimeDimension", id=TIME.id), TIME)
    attributes = _add(components, "str:AttributeList", id="AttributeDescriptor")
    for component in ATTRIBUTES:
        attribute = _add(attributes, "str:Attribute", id=component.id, usage="optional")
        _describe(attribute, component)
        _add(_add(attribute, "str:AttributeRelationship"), "str:Observation")
    measures = _add(components, "str:MeasureList", id="MeasureDescriptor")
    _describe(_add(measures, "str:Measure", id=MEASURE.id, usage="mandatory"), MEASURE)


def _describe(element: ET.Element, component: Component) -> None:
    concept = f"{_urn('conceptscheme.Concept', 'CONCEPTS')}.{component.id}"
    _add(element, "str:ConceptIdentity").text = concept
    representation = _add(element, "str:LocalRepresentation")
    if component.codelist:
        enumeration = _urn("codelist.Codelist", component.codelist)
        _add(representation, "str:Enumeration").text = enumeration
    else:
        _add(representation, "str:TextFormat", textType=component.text_type)


def _urn(kind: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{name}({VERSION})"


def _name(element: ET.Element, english: str, vietnamese: str) -> None:
    for language, text in (("en", english), ("vi", vietnamese)):
        name = _add(element, "com:Name")
        name.set(XML_LANGUAGE, language)
        name.text = text


def _add(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _tag(name), attributes)


def _tag(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
