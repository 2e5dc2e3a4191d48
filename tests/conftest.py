"""Set-up shared by all tests: figures need no screen, and the tally of the corpus is printed."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# A slow or busy machine must not fail a test: no property here is about time. Where CI is set, the same
# examples are drawn each time, so that a run tells what a change did; by hand new ones are drawn.
settings.register_profile("fsqca", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "fsqca")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from tests.conformance.corpus import TALLY
    from tests.report.browser import NOT_LOOKED_AT
    from tests.truth_table.engines import NOT_TESTED

    if NOT_TESTED:
        terminalreporter.section("engines that were not tested")
        for engine, reason in sorted(NOT_TESTED.items()):
            terminalreporter.write_line(f"{engine}: {reason}")
    if NOT_LOOKED_AT:
        terminalreporter.section("pages that no browser opened")
        for reason in sorted(NOT_LOOKED_AT):
            terminalreporter.write_line(reason)
    if not TALLY:
        return
    terminalreporter.section("reference corpus: cases run")
    for topic in sorted(TALLY):
        counts = TALLY[topic]
        detail = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
        terminalreporter.write_line(f"{topic}: {sum(counts.values())} ({detail})")
    terminalreporter.write_line(f"all topics: {sum(sum(c.values()) for c in TALLY.values())}")
