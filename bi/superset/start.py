"""Superset with the dashboards of bi/superset/export, on 127.0.0.1.

    python bi/superset/start.py serve [--port 8088]     prepare if need be, then serve
    python bi/superset/start.py import                  bring export/ into a prepared Superset
    python bi/superset/start.py export                  write what was changed there to export/

All of its own data lies in one folder (--home, else $CHITIEU_SUPERSET_HOME, else
warehouse/superset), the published file is read and never written (--published, else
$CHITIEU_PUBLISHED, else warehouse/published/chitieu.duckdb).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import zipfile
from operator import itemgetter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXPORT = HERE / "export"
METADATA = "metadata.yaml"
#: The address of the file in export/, where no machine's folders have a place.
PORTABLE_ADDRESS = "duckdb:///warehouse/published/chitieu.duckdb"
USER = "admin"


def main() -> None:
    """Do what the arguments say."""
    arguments = _arguments()
    published, home = arguments.published.absolute(), arguments.home.absolute()
    if not published.is_file():
        sys.exit(f"There is no published file at {published} yet: run `chitieu run` first.")
    environment = _environment(home)
    if arguments.action == "export":
        return export(environment, published)
    prepare(environment, home)
    import_dashboards(environment, home, published)
    if arguments.action == "serve":
        serve(environment, home, arguments.port)
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["serve", "import", "export"])
    told = os.environ.get
    home = told("CHITIEU_SUPERSET_HOME", ROOT / "warehouse" / "superset")
    published = told("CHITIEU_PUBLISHED", ROOT / "warehouse" / "published" / "chitieu.duckdb")
    parser.add_argument("--home", type=Path, default=Path(home))
    parser.add_argument("--published", type=Path, default=Path(published))
    parser.add_argument("--port", type=int, default=8088)
    return parser.parse_args()


def _environment(home: Path) -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("secret_key", "password"):
        path = home / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32 if name == "secret_key" else 12))
    return {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "CHITIEU_SUPERSET_HOME": str(home),
        "FLASK_APP": "superset.app:create_app()",
        "SUPERSET_HOME": str(home),
        "SCARF_ANALYTICS": "false",
    }


def _superset(environment: dict[str, str], home: Path, *arguments: str | Path) -> None:
    """Run one command of Superset; see _run."""
    _run(environment, home, str(Path(sys.executable).with_name("superset")), *arguments)


def _run(environment: dict[str, str], home: Path, *command: str | Path) -> None:
    """Run a command; its own talk goes to a log, and is shown where it fails."""
    log = home / "log"
    with log.open("ab") as stream:
        begin = stream.tell()
        ended = subprocess.run(command, env=environment, stdout=stream, stderr=stream, check=False)
    if ended.returncode:
        said = log.read_bytes()[begin:].decode(errors="replace").strip().splitlines()[-15:]
        name = " ".join(Path(part).name for part in map(str, command[:3]))
        sys.exit("\n".join([*said, f"`{name}` failed; all it said is in {log}."]))


def prepare(environment: dict[str, str], home: Path) -> None:
    """Make Superset's own database and its one user, once for each version of the lock."""
    stamp = home / "prepared"
    version = hashlib.sha256((HERE / "requirements.lock").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == version:
        return
    print(f"Preparing Superset in {home} (a minute, once)", flush=True)
    _superset(environment, home, "db", "upgrade")
    password = (home / "password").read_text()
    _superset(
        *(environment, home, "fab", "create-admin", "--username", USER, "--firstname", "chitieu"),
        *("--lastname", "admin", "--email", "admin@localhost", "--password", password),
    )
    _superset(environment, home, "init")
    stamp.write_text(version)


def import_dashboards(environment: dict[str, str], home: Path, published: Path) -> None:
    """Bring export/ into Superset, unless it and the place of the published file are as before."""
    files = sorted(path for path in EXPORT.rglob("*.yaml"))
    address = f"duckdb:///{published}"
    digest = hashlib.sha256(address.encode())
    for file in files:
        digest.update(file.read_bytes())
    stamp = home / "imported"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print("Importing the dashboards", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            text = file.read_text(encoding="utf-8")
            if file.parent.name == "databases":
                text = text.replace(PORTABLE_ADDRESS, address)
            if file.name == METADATA:
                text = "version: 1.0.0\n"
            copy = Path(folder) / file.relative_to(EXPORT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
        _run(environment, home, sys.executable, HERE / "load_assets.py", folder, USER)
    stamp.write_text(digest.hexdigest())


def export(environment: dict[str, str], published: Path) -> None:
    """Write the dashboards of a running or stopped Superset to export/, whole.

    Letters stay letters, SQL stays in lines, and neither the numbers that this Superset gave its
    charts nor the time of the export are told, so that a change shows as what it is.
    """
    import yaml

    yaml.SafeDumper.add_representer(str, _in_lines)
    home = Path(environment["CHITIEU_SUPERSET_HOME"])
    aside = EXPORT.with_name(".export.new")
    shutil.rmtree(aside, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle.zip"
        _superset(environment, home, "export-dashboards", "-f", bundle)
        with zipfile.ZipFile(bundle) as archive:
            for name in sorted(archive.namelist()):
                content = yaml.safe_load(archive.read(name))
                content.pop("timestamp", None)
                for part, key in (("columns", "column_name"), ("metrics", "metric_name")):
                    if part in content:
                        content[part].sort(key=itemgetter(key))
                if content.get("sqlalchemy_uri") == f"duckdb:///{published}":
                    content["sqlalchemy_uri"] = PORTABLE_ADDRESS
                path = _named(aside / Path(*Path(name).parts[1:]), content)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(
                    yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100),
                    encoding="utf-8",
                )
    shutil.rmtree(EXPORT, ignore_errors=True)
    aside.rename(EXPORT)
    print(f"{len(list(EXPORT.rglob('*.yaml')))} files in {EXPORT}")


def _in_lines(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _named(path: Path, content: dict[str, object]) -> Path:
    """The path without the number that Superset appends, with part of the uuid where it needs."""
    shorter = path.with_stem(re.sub(r"_\d+$", "", path.stem).lower())
    if shorter.exists():
        return shorter.with_stem(f"{shorter.stem}_{str(content['uuid'])[:8]}")
    return shorter


def serve(environment: dict[str, str], home: Path, port: int) -> None:
    """Serve until Ctrl-C, on this machine only."""
    print(f"Superset: http://127.0.0.1:{port}  user {USER}, password in {home / 'password'}")
    sys.stdout.flush()
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--threads", "8", "--timeout", "120", "--log-level", "warning"]
    os.execve(gunicorn, [*command, "superset.app:create_app()"], environment)


if __name__ == "__main__":
    main()
