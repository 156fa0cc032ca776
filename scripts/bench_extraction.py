"""How many articles of 7 KB a second the extraction reads on one core.

    python scripts/bench_extraction.py [SECONDS]

The sample articles are cut and joined to 7 KB each (UTF-8), shuffled with a fixed seed; loading
the seeds is not counted, reading every field is. Bar: 200 a second.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from extraction import Article, extract
from extraction.reference import SEEDS

SIZE_BYTES = 7_000
BAR_PER_SECOND = 200


def main(arguments: list[str]) -> int:
    """Print articles and observations a second, median of five rounds, and peak memory."""
    seconds = float(arguments[0]) if arguments else 3.0
    articles = make_articles()
    extract(articles[0])
    rates, observations = [], 0
    for _ in range(5):
        count = observations = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            observations += len(extract(articles[count % len(articles)]))
            count += 1
        rates.append((count / (time.process_time() - start), observations / count))
    rate, dense = sorted(rates)[2]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{rate:.0f} articles of {SIZE_BYTES / 1000:.0f} KB a second on one core "
        f"({dense:.0f} observations each; bar {BAR_PER_SECOND}), peak memory {memory:.0f} MiB"
    )
    return 0


def make_articles() -> list[Article]:
    """Texts of 7 KB: each sample article with ordinary prose from the others' ends, or cut."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(SEEDS.glob("articles/*.txt"))]
    chance = random.Random(7)
    made = []
    for number, text in enumerate(texts):
        while len(text.encode()) < SIZE_BYTES:
            text += "\n\n" + chance.choice(texts)
        body = text.encode()[:SIZE_BYTES].decode("utf-8", "ignore")
        made.append(Article(f"bench-{number}.txt", body))
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
