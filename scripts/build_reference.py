"""Write the pages of the documentation that are made from the code, before MkDocs reads them.

docs/reference/command-line.md     the help of every command
docs/reference/data-dictionary.md  every table and column, from the dbt project's yml
docs/explanation/explained.svg     what `chitieu explain` prints for one sentence
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import click
import yaml
from rich.console import Console

import extraction
from chitieu.__main__ import commands

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SENTENCE = "Năm 2022, huyện Hải Hà thu ngân sách 1.250 tỷ đồng, đạt 105,5% kế hoạch tỉnh giao."
DICTIONARY_HEAD = """# Data dictionary

Every table of schema `marts` in the published file, from the yml beside each dbt model; English
before the stroke, Vietnamese after it. *Unique* names a column whose value no two rows share.

"""


def command_line() -> str:
    """The help of every command, as it is on the screen."""
    lines = ["# Command line", "", *_help(commands, "chitieu")]
    for name, command in sorted(commands.commands.items()):
        lines += [f"## chitieu {name}", "", *_help(command, f"chitieu {name}")]
    return "\n".join(lines)


def _help(command: click.Command, name: str) -> list[str]:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return ["```text", command.get_help(context), "```", ""]


def data_dictionary() -> str:
    """Every mart with its grain and its columns."""
    sections = []
    for file in sorted((ROOT / "dbt_project" / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
            sections.append(_table(model))
    return DICTIONARY_HEAD + "\n".join(sections)


def _table(model: dict[str, object]) -> str:
    columns = model.get("columns", [])
    assert isinstance(columns, list)
    lines = [f"## {model['name']}", "", _cell(model["description"]), ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    for column in columns:
        tests = column.get("data_tests", [])
        unique = " *Unique.*" if "unique" in tests else ""
        refers = "".join(
            f" Refers to `{told['to'][5:-2]}.{told['field']}`."
            for test in tests
            if isinstance(test, dict) and (told := _relation(test))
        )
        meaning = _cell(column["description"]) + unique + refers
        lines.append(f"| `{column['name']}` | {column.get('data_type', '')} | {meaning} |")
    return "\n".join([*lines, ""])


def _relation(test: dict[str, dict[str, dict[str, str]]]) -> dict[str, str] | None:
    told = test.get("relationships")
    return told.get("arguments") if told else None


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def explained() -> str:
    """A terminal in which `chitieu explain` was typed, as SVG."""
    console = Console(record=True, width=104, file=io.StringIO(), force_terminal=True)
    console.print(f'[bold]$ chitieu explain[/] "{SENTENCE}"', highlight=False, soft_wrap=True)
    console.print(extraction.explain(SENTENCE), markup=False)
    # Rich names a font on the web; the pages load nothing from there.
    drawn = console.export_svg(title="chitieu explain")
    return re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.S)


def main() -> int:
    """Write the three files."""
    for path, text in {
        DOCS / "reference" / "command-line.md": command_line(),
        DOCS / "reference" / "data-dictionary.md": data_dictionary(),
        DOCS / "explanation" / "explained.svg": explained(),
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
