"""`python -m contracts.dictionary [--check]`: writes docs/data-dictionary.html, or says that it is out of date."""

import argparse
import sys
from pathlib import Path

from contracts.dictionary import PAGE, ROOT, is_current, write
from contracts.errors import ProjectError


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 current or written, 1 out of date with --check, 2 a contract that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m contracts.dictionary", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say whether the page is current")
    parser.add_argument("--root", type=Path, default=ROOT, help="project root that receives the page")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            current = is_current(options.root)
            print(f"{PAGE} is current" if current else f"{PAGE} is out of date: run `make render` and commit it.")
            return 0 if current else 1
        print(f"{PAGE} {'written' if write(options.root) else 'unchanged'}")
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
