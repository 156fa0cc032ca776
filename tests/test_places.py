"""Places against `corpus/places.yaml`, and what the corpus cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from extraction.rules.places import Place, find_places

CORPUS = Path(__file__).parent / "corpus" / "places.yaml"


def _place(written: str) -> Place:
    level, name, province = written.split(" | ")
    return Place(level, name, None if province == "null" else province)


def _cases() -> Iterator[tuple[Place, str, Place | None, str]]:
    for group in yaml.safe_load(CORPUS.read_text(encoding="utf-8")):
        home, date = Place(*group["home"]), str(group["date"])
        for written, phrases in group["places"].items():
            yield from ((home, date, _place(written), phrase) for phrase in phrases)
        yield from ((home, date, None, phrase) for phrase in group.get("nothing", ()))


@pytest.mark.parametrize(("home", "date", "place", "phrase"), list(_cases()))
def test_corpus(home: Place, date: str, place: Place | None, phrase: str) -> None:
    found = [mention.place for mention in find_places(phrase, home=home, date=date)]
    assert place in found if place is not None else found == []
