"""A process to be killed: loads one prediction set after the other, and says so after each.

Called as ``python -m tests.reliability.loader PROJECT RESULTS PREFIX``; it ends when it is killed.
"""

from __future__ import annotations

import itertools
import sys

import duckeval


def main(path: str, results: str, prefix: str) -> None:
    with duckeval.open(path) as project:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for number in itertools.count():
            project.load_predictions(results, set_name=f"{prefix}{number}")
            sys.stdout.write(f"{prefix}{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
