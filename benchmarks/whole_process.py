"""What a user of a peer runs to see its twelve numbers and those of each weather, in one process.

The row `duckeval summary --by weather` is measured against the whole of it, from start to exit.
"""

import sys
from pathlib import Path

from benchmarks.job import Request
from benchmarks.measure import Outcome
from benchmarks.peers import Peer


def main() -> int:
    peer, request = Peer(sys.argv[1]), Request("whole_process", Path(sys.argv[2]))
    evaluator = peer.load(request, Outcome())
    evaluator.evaluate()
    evaluator.accumulate()
    evaluator.summarize()
    sliced = evaluator.slice_by(request.groups("weather"))
    for name, numbers in sliced.items():
        print(name, {key: value for key, value in numbers.items() if key != "delta"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
