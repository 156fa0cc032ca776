"""Which files a folder gives."""

from __future__ import annotations

from pathlib import Path

from readers import list_inputs


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def names(folder: Path, *paths: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in list_inputs(paths or [folder])]


def test_folders_are_read_recursively_and_sorted(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "a/z.txt", "a/b/c.html", "a.txt")
    assert names(tmp_path) == ["a/b/c.html", "a/z.txt", "a.txt", "b.txt"]


def test_hidden_files_and_folders_stay_out_unless_given(tmp_path: Path) -> None:
    touch(tmp_path, ".DS_Store", ".git/config", "a.txt")
    assert names(tmp_path) == ["a.txt"]
    assert names(tmp_path, tmp_path / ".DS_Store") == [".DS_Store"]


def test_a_file_given_twice_is_listed_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt", "b.txt")
    given = [tmp_path, tmp_path / "b.txt", tmp_path / "x" / ".." / "a.txt"]
    assert len(list_inputs(given)) == 2


def test_the_parts_of_a_saved_page_stay_out_but_a_folder_of_that_name_alone_does_not(
    tmp_path: Path,
) -> None:
    touch(tmp_path, "page.html", "page_files/ad.html", "page_files/x.png", "other_files/a.txt")
    assert names(tmp_path) == ["other_files/a.txt", "page.html"]


def test_linked_folders_are_followed_and_a_circle_ends(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.txt", "elsewhere/b.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "in")
    assert names(tmp_path, tmp_path / "in") == ["in/a.txt", "in/link/b.txt"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list_inputs([tmp_path]) == []
