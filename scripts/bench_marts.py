"""Time `dbt build` on a million made-up observations, and the questions of docs/QUESTIONS.md.

    python scripts/bench_marts.py [--observations 1000000] [--keep DIR]

Some 700 real units of seeds/admin_units.csv report 30 indicators of seeds/indicators.csv over
ten years: a plan, a half-year report, a nine-month report and a yearly report each, with
levels, changes, attainments, revised and contradicting figures. Bars: 60 s, 4 GiB, 100 ms a
question.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
PLACES = 700
INDICATORS = 30
#: Of a million observations; fewer observations are of fewer years.
YEARS = 10
SECONDS_BAR = 60.0
GIBIBYTES_BAR = 4.0
MILLISECONDS_BAR = 100.0
ENDED_BEFORE = 2025

#: One report kind a line: name, month it is told, period suffix, stage, share of the year.
REPORTS = (
    ("plan", 0, "", "target", 1.0),
    ("half", 7, "-S1", "actual", 0.48),
    ("nine", 10, "-01-01/P9M", "estimate", 0.73),
    ("year", 12, "", "estimate", 1.0),
    ("final", 16, "", "actual", 1.01),
)

MAKE_ROWS = """
create schema staging;
create temp macro written(number, decimals) as
    replace(printf('%.' || decimals || 'f', cast(number as double)), '.', ',');

create temp table places as
select *
from (
    select
        unit_id, name, level, province_name,
        count(*) over (partition by level, name, province_name) as namesakes
    from read_csv('{seeds}/admin_units.csv', all_varchar = true, header = true)
    where level in ('province', 'district', 'commune')
        and valid_from is null
        and (valid_to is null or valid_to >= '2025-06')
)
where namesakes = 1
order by
    name = 'Huyện Hải Hà' desc,
    case level when 'province' then 1 when 'district' then 2 else 3 end,
    hash(unit_id)
limit {places};

create temp table codes as
select
    row_number() over (order by hash(indicator)) as code_number,
    indicator, name_vi, unit, kind
from read_csv('{seeds}/indicators.csv', all_varchar = true, header = true)
where kind in ('flow', 'stock') and unit in ('VND', 'TONNE', 'HOUSEHOLD', 'PERSON', 'HA')
    or kind = 'rate' and unit = 'PERCENT'
order by
    indicator in ('budget_revenue', 'poverty_rate', 'trained_labour_rate') desc,
    kind = 'rate',
    hash(indicator)
limit {indicators};

create temp table reports (
    report varchar, month_told integer, suffix varchar, stage varchar, share double
);
"""

MAKE_OBSERVATIONS = """
create temp table levels as
with series as (
    select
        places.*, codes.*,
        hash(places.unit_id || codes.indicator) as seed,
        case
            when codes.unit = 'VND' then 1e9 * (50 + seed % 5000)
            when codes.kind = 'rate' then 20.0 + seed % 60
            else 1000.0 + seed % 90000
        end as start_value
    from places cross join codes
),
exact as (
    select
        series.*, reports.*, year,
        hash(seed + year) as year_seed,
        hash(seed + year + month_told) as report_seed,
        start_value
        * case when kind = 'flow' then share else 1.0 end
        * pow(case when kind = 'rate' then 1.01 else 1.08 end, year - {first_year})
        * (1 + report_seed % 100 / 5000.0) as exact_value
    from series
    cross join reports
    cross join unnest(generate_series({first_year}, {last_year})) as years (year)
    -- Each report tells of some of the indicators, the same ones every year.
    where seed % 10 < case when report in ('plan', 'year') then 9 else 6 end
)
select
    *,
    case
        when unit = 'VND' then round(exact_value / 1e9, 1) * 1e9
        when kind = 'rate' then round(least(exact_value, 99), 2)
        else round(exact_value)
    end as value,
    case
        when unit = 'VND' then written(value / 1e9, 1) || ' tỷ đồng'
        when kind = 'rate' then written(value, 2) || '%'
        else written(value, 0) || ' đơn vị'
    end as quote
from exact;

create temp table told as
with observed as (
    select *, 1 as copy, 'level' as measure, unit as told_unit, null as base_period
    from levels
    union all by name
    -- One level in twenty is told twice in its article, and then twice as high.
    select
        * replace (
            value * 2 as value,
            case
                when unit = 'VND' then written(value * 2 / 1e9, 1) || ' tỷ đồng'
                else written(value * 2, 0) || ' đơn vị'
            end as quote
        ),
        2 as copy, 'level' as measure, unit as told_unit
    from levels
    where kind != 'rate' and stage != 'target' and report_seed % 20 = 0
    union all by name
    select
        * replace (
            5 + year_seed % 60 / 10.0 as value,
            written(5 + year_seed % 60 / 10.0, 1) || '%' as quote
        ),
        1 as copy, 'change_pct' as measure, 'PERCENT' as told_unit,
        (year - 1) || suffix as base_period
    from levels
    where kind != 'rate' and stage != 'target' and report != 'final'
    union all by name
    select
        * replace (
            95 + year_seed % 100 / 10.0 as value,
            written(95 + year_seed % 100 / 10.0, 1) || '%' as quote
        ),
        1 as copy, 'attainment_pct' as measure, 'PERCENT' as told_unit
    from levels
    where kind = 'flow' and report in ('half', 'year')
),
numbered as (
    select
        *,
        md5(unit_id || year || report)[:16] as article_id,
        unit_id || '-' || year || '-' || report || '.txt' as article,
        date '2000-01-20' + to_months(cast((year - 2000) * 12 + month_told as integer)) as told_on,
        row_number() over (
            partition by unit_id, year, report order by code_number, measure, copy
        ) as ordinal,
        name_vi || ' của ' || name || ' năm ' || year || ' là ' as lead_in,
        length(lead_in) + length(quote) + 2 as sentence_length
    from observed
)
select
    *,
    coalesce(sum(sentence_length) over (
        partition by article_id order by ordinal
        rows between unbounded preceding and 1 preceding
    ), 0) as sentence_start
from numbered;

create table staging.observations as
select
    article_id || '-' || lpad(cast(ordinal as varchar), 4, '0') as observation_id,
    article_id,
    article,
    cast(sentence_start + length(lead_in) as integer) as span_start,
    cast(sentence_start + length(lead_in) + length(quote) as integer) as span_end,
    quote,
    indicator,
    name_vi as indicator_text,
    cast(null as varchar) as item,
    level as place_level,
    name as place_name,
    province_name as place_province,
    year || suffix as period,
    measure,
    stage,
    'eq' as comparator,
    cast(value as double) as value,
    cast(null as double) as value_max,
    told_unit as unit,
    cast(base_period as varchar) as base_period,
    cast(null as varchar) as plan_by,
    cast(sentence_start as integer) as sentence_start,
    cast(sentence_start + sentence_length - 1 as integer) as sentence_end,
    'bench' as rules,
    cast(1 as double) as confidence,
    'bench' as extraction_version
from told
order by article_id, ordinal
limit {observations};

create table staging.articles as
select
    article_id, article, article as path, 'text' as reader,
    string_agg(lead_in || quote || '. ', '' order by ordinal) as text,
    cast(null as varchar) as title, 'https://example.org/' || article as url,
    cast(null as varchar) as publisher, cast(null as varchar) as author,
    cast(told_on as date) as published, cast(2000 as bigint) as size_bytes,
    timestamp '2025-01-01' as ingested_at
from told
group by article_id, article, told_on;

create table staging.refused (
    path varchar, article varchar, reason_code varchar, reason varchar, refused_at timestamp
);
"""


def make_staging(warehouse: Path, *, observations: int) -> int:
    """Write staging tables with made-up observations; return how many there are."""
    years = max(2, round(YEARS * observations / 1_000_000))
    settings = {
        "seeds": ROOT / "seeds",
        "places": PLACES,
        "indicators": INDICATORS,
        "first_year": ENDED_BEFORE - years,
        "last_year": ENDED_BEFORE - 1,
        "observations": observations,
    }
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(MAKE_ROWS.format(**settings))
        connection.executemany("insert into reports values (?, ?, ?, ?, ?)", REPORTS)
        connection.execute(MAKE_OBSERVATIONS.format(**settings))
        row = connection.execute("select count(*) from staging.observations").fetchone()
    return int(row[0]) if row else 0


def build(warehouse: Path, target: Path) -> float:
    """Run dbt build in a process of its own; return its seconds."""
    command = [
        sys.executable,
        "-m",
        "dbt.cli.main",
        "--no-use-colors",
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--project-dir",
        str(ROOT / "dbt_project"),
        "--profiles-dir",
        str(ROOT / "dbt_project"),
        "--target-path",
        str(target),
        "--log-path",
        str(target),
    ]
    started = time.perf_counter()
    done = subprocess.run(
        command,
        env={**os.environ, "CHITIEU_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    slowest = re.findall(r"of \d+ OK created sql \w+ model (\S+) .*in (\d+\.\d+)s", done.stdout)
    for name, spent in sorted(slowest, key=lambda pair: -float(pair[1]))[:8]:
        print(f"    {float(spent):6.1f} s  {name}")
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-2000:], sep="\n")
        raise SystemExit("dbt build failed on the made-up observations; its output is above")
    return seconds


def questions() -> list[tuple[str, str]]:
    """The numbered questions of docs/QUESTIONS.md with their SQL."""
    page = (ROOT / "docs" / "QUESTIONS.md").read_text(encoding="utf-8")
    return re.findall(r"^## (\d+\. [^\n]+)\n.*?```sql\n(.*?)```", page, flags=re.M | re.S)


def time_questions(warehouse: Path) -> list[tuple[str, float]]:
    """Milliseconds of each question, the better of three runs, in a connection held open."""
    timed = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for title, sql in questions():
            spent = []
            for _ in range(3):
                started = time.perf_counter()
                connection.execute(sql).fetchall()
                spent.append(1000 * (time.perf_counter() - started))
            timed.append((title, min(spent)))
    return timed


def main() -> int:
    """Make, build, time and print; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder in which the warehouse stays")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        warehouse = folder / "bench.duckdb"
        warehouse.unlink(missing_ok=True)
        count = make_staging(warehouse, observations=options.observations)
        print(f"{count:,} observations made")
        seconds = build(warehouse, folder / "target")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak = used.ru_maxrss / 2**20
        busy = used.ru_utime + used.ru_stime
        # Far more wall time than half the processor time: something else kept the cores busy.
        print(f"dbt build: {seconds:.1f} s (bar {SECONDS_BAR:.0f} s), {busy:.1f} s of processor")
        print(f"memory: {peak:.2f} GiB at most (bar {GIBIBYTES_BAR:.0f} GiB)")
        timed = time_questions(warehouse)
    for title, spent in timed:
        print(f"{spent:7.1f} ms  {title}")
    slow = [title for title, spent in timed if spent > MILLISECONDS_BAR]
    missed = bool(slow) or seconds > SECONDS_BAR or peak > GIBIBYTES_BAR
    print("a bar is missed" if missed else "all bars reached")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
