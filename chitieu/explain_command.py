"""`chitieu explain`: which rules built each field of a sentence's observations."""

from __future__ import annotations

import click

from chitieu.console import fail, printable


@click.command("explain", short_help="Which rules built each field of a sentence.")
@click.argument("sentence")
def explain_command(sentence: str) -> None:
    """Print, for every number of SENTENCE, the rule behind each field of its observation.

    \b
    Example
      chitieu explain "Năm 2022, huyện Hải Hà thu ngân sách 1.250 tỷ đồng, đạt 105,5% kế hoạch."
    """
    import extraction

    if not sentence.strip():
        fail('The sentence is empty; give one in quotes: chitieu explain "Thu ngân sách …".')
    for line in extraction.explain(sentence).splitlines():
        click.echo(printable(line))
