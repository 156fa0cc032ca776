"""Bring a folder of Superset's YAML into Superset: what is there by the same uuid is replaced.

    python load_assets.py FOLDER USER

`superset import-dashboards` would leave charts and datasets of before as they are.
"""

import sys
from pathlib import Path

from flask import g
from superset.app import create_app


def main() -> None:
    """Import every file of the folder as the user, in one transaction."""
    folder, user = Path(sys.argv[1]), sys.argv[2]
    contents = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    with create_app().app_context():
        from superset import security_manager
        from superset.commands.exceptions import CommandInvalidError
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        g.user = security_manager.find_user(username=user)
        try:
            ImportAssetsCommand(contents).run()
        except CommandInvalidError as error:
            sys.exit(f"The files of {folder} are no export of Superset: {error}")


if __name__ == "__main__":
    main()
