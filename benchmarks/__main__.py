"""How fast fsqca is, in one command.

    python -m benchmarks                    every row of the table
    python -m benchmarks truth              the rows with "truth" in their names
    python -m benchmarks grid               minimization over a grid of sizes, with memory
    python -m benchmarks grid random        the cells of the grid with "random" in their names
    python -m benchmarks grid --seconds 60  the same with more time for each cell
    python -m benchmarks scaling            truth tables from 1e3 to 1e7 cases and 4 to 16 conditions
    python -m benchmarks parquet --rows 1e8 a truth table from a Parquet file of so many rows, with memory

Times are medians over repeated runs in one process. Machines differ, so each time is also given as a
multiple of a fixed piece of numpy work measured in the same run ("units"), and beside the goal that was
set for this library on a quiet core. Every minimization that is timed is verified, see `verify.py`.
"""

from __future__ import annotations

import argparse

from benchmarks import grid, scans
from benchmarks.rows import Row, all_rows
from benchmarks.timing import unit

NOTES = """
R: reported for R QCA 3.25.1, and Python: for the Python packages for QCA, on other machines and for other
tables of the same kind and size, not for these tables: they tell orders of magnitude. "refused": it takes 25
conditions at most; "107 GB": it stops with an error that asks for so much memory; "wrong": it says that there
is no solution, and there is. Empty: nothing is reported.
confirmed: every model is valid and irredundant, and sampled implicants are prime and complete in any case;
"size" and "number" of the smallest models where they were found again in another way.
"""


def line(row: Row, reference: float) -> str:
    """Return a row of the table, having timed and verified it."""
    seconds, result = row.run()
    goal = f"{row.goal * 1000:.0f} ms" if row.goal else "-"
    share = f"{seconds / row.goal:.2f}" if row.goal else "-"
    return (
        f"{row.name:<50}{seconds * 1000:>8.1f} ms{goal:>10}{share:>11}{seconds / reference:>9.2f}"
        f"{row.r:>9}{row.python:>8}   {result}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast fsqca is.")
    parser.add_argument(
        "wanted", nargs="*", help='"grid", "scaling", "parquet", or a part of the names of rows'
    )
    parser.add_argument("--rows", type=float, default=1e7, help="rows of the Parquet file")
    parser.add_argument("--seconds", type=float, default=10, help="time limit of each cell of the grid")
    arguments = parser.parse_args()
    if arguments.wanted[:1] == ["grid"]:
        grid.show(" ".join(arguments.wanted[1:]), arguments.seconds)
        return
    if arguments.wanted[:1] == ["scaling"]:
        scans.show_scaling()
        return
    if arguments.wanted[:1] == ["parquet"]:
        scans.show_parquet(int(arguments.rows))
        return
    wanted = " ".join(arguments.wanted)
    reference = unit()
    print(f"fixed numpy work (1 unit): {reference * 1000:.1f} ms\n")
    print(f"{'work':<50}{'time':>11}{'goal':>10}{'time/goal':>11}{'units':>9}{'R':>9}{'Python':>8}   result")
    for row in all_rows():
        if wanted in row.name:
            print(line(row, reference), flush=True)
    print(NOTES, end="")


if __name__ == "__main__":
    main()
