"""How many articles of 7 KB a second the extraction reads on one core.

    python scripts/bench_extraction.py [SECONDS]

Two kinds of 7 KB (UTF-8): press articles, which are the sample's press articles filled up with its
prose without numbers (about 20 observations each, as in the press articles that the project was
measured with), and dense reports, the sample's reports cut or joined (about 100 observations
each). Loading the seeds is not counted, reading every field is. Bar: 200 press articles a second.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from extraction import Article, extract
from extraction.reference import SEEDS

SIZE_BYTES = 7_000
BAR_PER_SECOND = 200


def main(arguments: list[str]) -> int:
    """Print articles and observations a second, median of five rounds, and peak memory."""
    seconds = float(arguments[0]) if arguments else 2.0
    for name, articles in (("press", press_articles()), ("dense", dense_reports())):
        extract(articles[0])
        rate, observations = sorted(_round(articles, seconds) for _ in range(5))[2]
        print(
            f"{name}: {rate:.0f} articles of {SIZE_BYTES / 1000:.0f} KB a second on one core, "
            f"{observations:.0f} observations each"
            + (f" (bar {BAR_PER_SECOND})" if name == "press" else "")
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {memory:.0f} MiB")
    return 0


def _round(articles: list[Article], seconds: float) -> tuple[float, float]:
    count = observations = 0
    start = time.process_time()
    while time.process_time() - start < seconds:
        observations += len(extract(articles[count % len(articles)]))
        count += 1
    return count / (time.process_time() - start), observations / count


def dense_reports() -> list[Article]:
    """The made reports of the sample, cut or joined to the size."""
    texts = [path.read_bytes().decode("utf-8") for path in _samples("*-0?.txt")]
    chance = random.Random(7)
    return [_sized(text, texts, chance, f"dense-{i}.txt") for i, text in enumerate(texts)]


def press_articles() -> list[Article]:
    """The press articles of the sample, filled up with its paragraphs that hold no digit."""
    texts = [path.read_bytes().decode("utf-8") for path in _samples("*-[a-z]*-[a-z]*.txt")]
    everything = [path.read_bytes().decode("utf-8") for path in _samples("*.txt")]
    prose = [
        line
        for text in everything
        for line in text.split("\n")
        if len(line) > 120 and not any(char.isdigit() for char in line)
    ]
    chance = random.Random(7)
    return [_sized(text, prose, chance, f"press-{i}.txt") for i, text in enumerate(texts)]


def _samples(pattern: str) -> list[Path]:
    return sorted((SEEDS / "articles").glob(pattern))


def _sized(text: str, filling: list[str], chance: random.Random, name: str) -> Article:
    while len(text.encode()) < SIZE_BYTES:
        text += "\n\n" + chance.choice(filling)
    return Article(name, text.encode()[:SIZE_BYTES].decode("utf-8", "ignore"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
