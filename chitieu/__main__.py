"""The command line: `chitieu COMMAND`, or `python -m chitieu COMMAND`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from chitieu.doctor_command import doctor_command
from chitieu.evaluate_command import evaluate_command
from chitieu.explain_command import explain_command
from chitieu.export_command import export_command
from chitieu.extract_command import extract_command
from chitieu.publish_command import publish_command
from chitieu.query_command import query_command
from chitieu.show_command import show_command
from chitieu.suggest_command import suggest_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="chitieu", prog_name="chitieu")
def commands() -> None:
    """Numbers from Vietnamese socio-economic reports: read, extract, build, ask.

    \b
    The way of the data
      chitieu run                        the sample articles to marts, and a summary
      chitieu run inbox/                 your own folder of .txt, .html and .jsonl files
      chitieu query                      which tables there are
      chitieu query "from attainment_rates limit 5"
      chitieu show "Huyện Hải Hà" 2022   targets, results and attainment of a place

    \b
    Without a warehouse
      chitieu extract bao-cao.txt        each number in its sentence, with its fields
      chitieu explain "Thu ngân sách đạt 1.250 tỷ đồng, bằng 105,5% dự toán."
      chitieu evaluate tests/gold        how good that is

    \b
    Exit codes: 0 all well, 3 some files refused, 1 failed (one sentence says why), 2 wrong usage.
    Colours follow the terminal; NO_COLOR=1 turns them off.
    Completion: eval "$(_CHITIEU_COMPLETE=bash_source chitieu)" in ~/.bashrc
    (zsh_source in ~/.zshrc; fish: _CHITIEU_COMPLETE=fish_source chitieu | source).
    """


@commands.command("run", short_help="The whole pipeline: articles to published marts.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
def run_command(paths: tuple[Path, ...]) -> None:
    """Read the files and folders, extract, build and test the marts, and publish them.

    Without PATH it reads the sample articles that ship with chitieu. What was read before and has
    not changed is not read again. The summary at the end says what was refused and why, where the
    published file is, and what to type next.

    \b
    Examples
      chitieu run
      chitieu run inbox/ archive/2022.jsonl.gz

    Exit code: 0 all read, 3 some refused, 1 the run failed.
    """
    from chitieu.run_command import run_pipeline

    sys.exit(run_pipeline(paths))


for _command in (
    extract_command,
    explain_command,
    query_command,
    show_command,
    export_command,
    publish_command,
    evaluate_command,
    suggest_command,
    doctor_command,
):
    commands.add_command(_command)


def main() -> None:
    """Run the command that the arguments name."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Vietnamese letters shows them as escapes; it must not end the run.
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="backslashreplace")
    try:
        commands(prog_name="chitieu")
    except OSError as error:
        click.echo(f"Error: {_told(error)}; mend that and run again.", err=True)
        sys.exit(1)


def _told(error: OSError) -> str:
    place = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{place}"


if __name__ == "__main__":
    main()
