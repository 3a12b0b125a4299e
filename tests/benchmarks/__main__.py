"""`./run bench`: every benchmark after the other; status 1 when one of them broke its limits."""

from __future__ import annotations

import sys

from tests.benchmarks import intake

if __name__ == "__main__":
    rows = int(sys.argv[1]) if sys.argv[1:] else intake.ROWS
    sys.exit(intake.main(rows))
