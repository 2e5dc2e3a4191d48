"""Groups of cases compared: solutions side by side, patterns across groups, tests of differences."""

from __future__ import annotations

from fsqca.groups.calibrations import CalibrationChoice, compare_calibrations
from fsqca.groups.comparing import compare_groups
from fsqca.groups.result import ComparisonSettings, GroupAnalysis, GroupComparison
from fsqca.groups.tested import GroupTest

__all__ = [
    "CalibrationChoice",
    "ComparisonSettings",
    "GroupAnalysis",
    "GroupComparison",
    "GroupTest",
    "compare_calibrations",
    "compare_groups",
]
