"""A PostgreSQL server for a test or a measurement: own folder, loopback only, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "mật-khẩu-thử"
ABSENT = "PostgreSQL is not installed: `make postgresql` installs it on Debian and Ubuntu"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest installed; None without a server."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def running(*, encoding: str = "UTF8", settings: tuple[str, ...] = ()) -> Iterator[str]:
    """A new server; its address without a password (it is PASSWORD), user and database postgres.

    The server refuses to run as root, so root starts it as the user postgres or nobody.
    """
    binaries = programs()
    if binaries is None:
        raise RuntimeError(ABSENT)
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="chitieu-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield from _started(binaries, folder, user, encoding, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _started(
    binaries: Path, folder: Path, user: str | None, encoding: str, settings: tuple[str, ...]
) -> Iterator[str]:
    def run(*command: str | Path) -> None:
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120
        )

    secret, data = folder / "password", folder / "data"
    secret.write_text(PASSWORD, encoding="utf-8")
    if user:
        shutil.chown(secret, user)
    run(
        *(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256"),
        *(f"--pwfile={secret}", f"--encoding={encoding}", "--locale=C", "--no-sync"),
    )
    port = _free_port()
    options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    told = " ".join(f"-c {option}" for option in (*options, *settings))
    control = (binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
    run(*control, "-o", told, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
