"""`python -m contracts.render [--check] [--contracts FOLDER]`: writes the rendered files, or names the stale ones."""

import argparse
import sys
from pathlib import Path

from contracts.errors import ProjectError
from contracts.render import ROOT, check, render


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 current or written, 1 stale files with --check, 2 a contract that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m contracts.render", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name files that are out of date")
    parser.add_argument("--root", type=Path, default=ROOT, help="project root that receives the files")
    parser.add_argument("--contracts", type=Path, default=None, help="folder of the contracts")
    options = parser.parse_args(arguments)
    try:
        changed = (check if options.check else render)(options.root, options.contracts)
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 2
    for path in changed:
        print(f"{'out of date' if options.check else 'written'}: {path}")
    if options.check and changed:
        print(f"{len(changed)} rendered files are out of date: run `make render` and commit the result.")
        return 1
    print(f"rendered files {'are current' if options.check else 'done'}: {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
