"""Places for the assembler: the article's own, every mention, the one above.

    place, witness = article_place(reading, title=..., url=..., publisher=..., published=...)
    mentions = find_places_and_wholes(reading, home=place, date=published)

Names resolve through `seeds/admin_units.csv` as of the article's date. A text may be given as
`Reading` (its NFC text is what offsets count in) or as a string.
"""

from __future__ import annotations

from extraction.rules.place_mentions import (
    GenericMention,
    PlaceMention,
    find_generic_places,
    find_places,
    find_places_and_wholes,
)
from extraction.rules.place_of_article import article_place
from extraction.rules.place_resolution import COUNTRY, Place, parent_place

__all__ = [
    "COUNTRY",
    "GenericMention",
    "Place",
    "PlaceMention",
    "article_place",
    "find_generic_places",
    "find_places",
    "find_places_and_wholes",
    "parent_place",
]
