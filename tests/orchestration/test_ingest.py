"""What a reading changes in the warehouse; the rules stand in docs/decisions."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import readers
from extraction import Article, Extraction, Observation
from orchestration.extracting import extract_pending
from orchestration.ingest import Ingested, article_id, ingest
from readers import ReadArticle, Refusal

FIRST_DAY = datetime(2026, 3, 1, 6, 0)
SECOND_DAY = datetime(2026, 3, 2, 6, 0)


def articles(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, datetime]]:
    """Name, text and date of every article, by name."""
    return connection.execute(
        "select article, text, ingested_at from staging.articles order by article"
    ).fetchall()


def refused(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, datetime]]:
    """Name, reason code and date of every refused input, by name."""
    return connection.execute(
        "select article, reason_code, refused_at from staging.refused order by article"
    ).fetchall()


def counts(ingested: Ingested) -> tuple[int, int, int, int, int, int]:
    """Inputs, read, refused, added, changed, gone."""
    return (
        ingested.inputs,
        ingested.read,
        len(ingested.refusals),
        ingested.added,
        ingested.changed,
        ingested.gone,
    )


def extract_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark every article as extracted, so that a test sees which ones are due again."""
    extract_pending(
        connection, extract=lambda article: Extraction([], []), version="v1", now=FIRST_DAY
    )


def due(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the articles that are not extracted."""
    rows = connection.execute(
        "select article from staging.articles where article_id not in "
        "(select article_id from staging.extracted) order by article"
    ).fetchall()
    return [name for (name,) in rows]


def test_a_folder_is_read_with_all_that_the_source_tells(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("Thu ngân sách đạt 5 tỷ đồng.", encoding="utf-8")
    line = {
        "text": "Sản lượng đạt 7 tấn.",
        "article": "b",
        "title": "Tin tháng 1",
        "url": "https://example.org/b",
        "published": "2022-02-01",
        "publisher": "Báo B",
        "author": "Lan",
    }
    (folder / "b.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")

    ingested = ingest(connection, [folder], now=FIRST_DAY)

    assert counts(ingested) == (2, 2, 0, 2, 0, 0)
    assert ingested.unanswered == ()
    rows = connection.execute(
        "select article_id, article, path, reader, text, title, url, publisher, author, "
        "cast(published as varchar), size_bytes, ingested_at from staging.articles order by article"
    ).fetchall()
    assert [row[0] for row in rows] == [
        article_id("Thu ngân sách đạt 5 tỷ đồng."),
        article_id("Sản lượng đạt 7 tấn."),
    ]
    assert rows[0][1:] == (
        "a.txt",
        str(folder / "sub" / "a.txt"),
        "text",
        "Thu ngân sách đạt 5 tỷ đồng.",
        *[None] * 5,
        len("Thu ngân sách đạt 5 tỷ đồng.".encode()),
        FIRST_DAY,
    )
    assert rows[1][1:10] == (
        "b",
        f"{folder / 'b.jsonl'}:1",
        "jsonl",
        "Sản lượng đạt 7 tấn.",
        "Tin tháng 1",
        "https://example.org/b",
        "Báo B",
        "Lan",
        "2022-02-01",
    )


def test_an_article_id_is_the_start_of_the_hash_of_the_text() -> None:
    # printf 'abc' | sha256sum
    assert article_id("abc") == "ba7816bf8f01cfea"


def test_nothing_new_changes_nothing(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    extract_nothing(connection)

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (2, 1, 1, 0, 0, 0)
    assert articles(connection) == [("a.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("empty.txt", "empty", FIRST_DAY)]
    assert due(connection) == []


def test_the_same_file_told_by_another_path_is_the_same_article(
    connection: duckdb.DuckDBPyConnection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    monkeypatch.chdir(folder.parent)

    ingested = ingest(connection, [Path("articles")], now=SECOND_DAY)

    assert counts(ingested) == (2, 1, 1, 0, 0, 0)
    assert articles(connection) == [("a.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("empty.txt", "empty", FIRST_DAY)]


def test_a_changed_article_replaces_the_old_one_and_its_observations(
    connection: duckdb.DuckDBPyConnection, folder: Path, observation: Observation
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "b.txt").write_text("6 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    extract_pending(
        connection,
        extract=lambda article: Extraction([observation], []),
        version="v1",
        now=FIRST_DAY,
    )
    (folder / "a.txt").write_text("7 tấn", encoding="utf-8")

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (2, 2, 0, 0, 1, 0)
    assert articles(connection) == [
        ("a.txt", "7 tấn", SECOND_DAY),
        ("b.txt", "6 tấn", FIRST_DAY),
    ]
    kept = connection.execute("select article_id from staging.observations").fetchall()
    assert kept == [(article_id("6 tấn"),)]
    assert due(connection) == ["a.txt"]


def test_an_article_that_is_no_longer_among_the_inputs_stays(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").unlink()
    (folder / "b.txt").write_text("6 tấn", encoding="utf-8")

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (1, 1, 0, 1, 0, 0)
    assert [name for name, *_ in articles(connection)] == ["a.txt", "b.txt"]


def test_an_article_whose_file_is_now_empty_goes(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").write_text("", encoding="utf-8")

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (1, 0, 1, 0, 0, 1)
    assert articles(connection) == []
    assert refused(connection) == [("a.txt", "empty", SECOND_DAY)]


def test_a_refused_file_that_is_mended_leaves_the_table_of_refused_files(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.txt").write_bytes(b"")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")

    ingest(connection, [folder], now=SECOND_DAY)

    assert articles(connection) == [("a.txt", "5 tấn", SECOND_DAY)]
    assert refused(connection) == [("b.txt", "empty", FIRST_DAY)]


def test_a_file_that_vanishes_between_listing_and_reading_is_refused_and_its_article_stays(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "b.txt").write_text("6 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)

    def read_late(paths: Sequence[Path]) -> Iterator[ReadArticle | Refusal]:
        (folder / "a.txt").unlink()
        yield from readers.read_inputs(paths)

    ingested = ingest(connection, [folder], now=SECOND_DAY, read=read_late)

    assert counts(ingested) == (2, 1, 1, 0, 0, 0)
    assert ingested.unanswered == ()
    assert [name for name, *_ in articles(connection)] == ["a.txt", "b.txt"]
    assert refused(connection) == [("a.txt", "vanished", SECOND_DAY)]


def test_the_same_article_twice_counts_once_and_the_second_is_refused_by_name(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "b.txt").write_text("5 tấn", encoding="utf-8")

    first = ingest(connection, [folder], now=FIRST_DAY)
    second = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(first) == (2, 1, 1, 1, 0, 0)
    assert counts(second) == (2, 1, 1, 0, 0, 0)
    assert articles(connection) == [("a.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("b.txt", "duplicate", FIRST_DAY)]
    reason = first.refusals[0].reason
    assert str(folder / "a.txt") in reason
    assert reason.startswith(str(folder / "b.txt"))


def test_a_copy_in_a_folder_that_is_read_later_is_a_duplicate(
    connection: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path
) -> None:
    (folder / "z.txt").write_text("5 tấn", encoding="utf-8")
    other = tmp_path / "another"
    other.mkdir()
    (other / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)

    ingested = ingest(connection, [other], now=SECOND_DAY)

    assert counts(ingested) == (1, 0, 1, 0, 0, 0)
    assert articles(connection) == [("z.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("a.txt", "duplicate", SECOND_DAY)]


def test_the_place_that_the_warehouse_knows_keeps_the_article(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "b.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")

    ingest(connection, [folder], now=SECOND_DAY)

    assert articles(connection) == [("b.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("a.txt", "duplicate", SECOND_DAY)]


def test_a_renamed_file_keeps_its_text_and_is_extracted_again_under_its_new_name(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    extract_nothing(connection)
    (folder / "a.txt").rename(folder / "b.txt")

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (1, 1, 0, 0, 1, 0)
    assert articles(connection) == [("b.txt", "5 tấn", FIRST_DAY)]
    assert due(connection) == ["b.txt"]


def test_two_files_that_change_places_keep_both_articles(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    (folder / "b.txt").write_text("6 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").write_text("6 tấn", encoding="utf-8")
    (folder / "b.txt").write_text("5 tấn", encoding="utf-8")

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (2, 2, 0, 0, 2, 0)
    assert [row[:2] for row in articles(connection)] == [("a.txt", "6 tấn"), ("b.txt", "5 tấn")]


def test_a_line_taken_out_of_json_lines_goes_and_the_others_move_up(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    path = folder / "news.jsonl"
    lines = [
        json.dumps({"article": name, "text": text})
        for name, text in (("one", "1 xe"), ("two", "2 xe"))
    ]
    path.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    first = ingest(connection, [path], now=FIRST_DAY)
    extract_nothing(connection)
    path.write_text(lines[1] + "\n", encoding="utf-8")

    second = ingest(connection, [path], now=SECOND_DAY)

    assert counts(first) == (1, 2, 1, 2, 0, 0)
    assert counts(second) == (1, 1, 0, 0, 1, 1)
    rows = connection.execute("select article, path from staging.articles").fetchall()
    assert rows == [("two", f"{path}:1")]
    assert refused(connection) == []
    assert due(connection) == []  # only its line number changed, nothing that is extracted from


def test_an_article_whose_date_is_put_right_is_extracted_again(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    path = folder / "news.jsonl"
    path.write_text('{"text": "1 xe", "published": "2022-01-05"}\n', encoding="utf-8")
    ingest(connection, [path], now=FIRST_DAY)
    extract_nothing(connection)
    path.write_text('{"text": "1 xe", "published": "2023-01-05"}\n', encoding="utf-8")

    ingested = ingest(connection, [path], now=SECOND_DAY)

    assert counts(ingested) == (1, 1, 0, 0, 1, 0)
    dates = connection.execute("select cast(published as varchar) from staging.articles").fetchall()
    assert dates == [("2023-01-05",)]
    assert len(due(connection)) == 1


def test_a_file_that_may_no_longer_be_read_keeps_its_article(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file, so a file without permission cannot be made")
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)
    (folder / "a.txt").chmod(0)

    ingested = ingest(connection, [folder], now=SECOND_DAY)

    assert counts(ingested) == (1, 0, 1, 0, 0, 0)
    assert [name for name, *_ in articles(connection)] == ["a.txt"]


@pytest.mark.parametrize("code", ["unreadable", "vanished"])
def test_a_refusal_about_access_keeps_what_was_read_before(
    connection: duckdb.DuckDBPyConnection, folder: Path, code: str
) -> None:
    path = folder / "a.txt"
    path.write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)

    def refuse(paths: Sequence[Path]) -> list[Refusal]:
        return [Refusal(str(path), "a.txt", code, f"{path} could not be opened.")]  # type: ignore[arg-type]

    ingested = ingest(connection, [folder], now=SECOND_DAY, read=refuse)

    assert counts(ingested) == (1, 0, 1, 0, 0, 0)
    assert articles(connection) == [("a.txt", "5 tấn", FIRST_DAY)]
    assert refused(connection) == [("a.txt", code, SECOND_DAY)]


def test_an_input_that_no_reader_answers_for_is_named(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"5 tấn {name}", encoding="utf-8")

    def forget_one(paths: Sequence[Path]) -> Iterator[ReadArticle | Refusal]:
        yield from readers.read_inputs(paths[:1])

    ingested = ingest(connection, [folder], now=FIRST_DAY, read=forget_one)

    assert ingested.unanswered == (str(folder / "b.txt"),)


def test_a_reading_that_breaks_off_changes_nothing(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    ingest(connection, [folder], now=FIRST_DAY)

    def break_off(paths: Sequence[Path]) -> Iterator[ReadArticle | Refusal]:
        yield ReadArticle(Article(name="a.txt", text="9 tấn"), str(folder / "a.txt"), "text", 6)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        ingest(connection, [folder], now=SECOND_DAY, batch_size=1, read=break_off)

    assert articles(connection) == [("a.txt", "5 tấn", FIRST_DAY)]
    assert counts(ingest(connection, [folder], now=SECOND_DAY)) == (1, 1, 0, 0, 0, 0)


def test_more_articles_than_one_batch(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    path = folder / "many.jsonl"
    path.write_text(
        "".join(f'{{"article": "n{n}", "text": "{n} tấn"}}\n' for n in range(1203)),
        encoding="utf-8",
    )

    ingested = ingest(connection, [path], now=FIRST_DAY, batch_size=100)

    assert counts(ingested) == (1, 1203, 0, 1203, 0, 0)
    stored = connection.execute(
        "select count(*), count(distinct text), bool_and(text = replace(article, 'n', '') "
        "|| ' tấn') from staging.articles"
    ).fetchone()
    assert stored == (1203, 1203, True)
