"""Calibration: from raw scores to memberships in sets.

:func:`calibrate` takes a frame and one calibrator per set. Calibrators are small frozen objects that can also
be called on an array of their own; see :class:`Calibrator` for how to write one.
"""

from __future__ import annotations

from fsqca.calibration.apply import calibrate
from fsqca.calibration.bells import Bell, PiecewiseBell
from fsqca.calibration.calibrated import Calibrated, CalibrationSettings
from fsqca.calibration.calibrator import Calibrator, Function
from fsqca.calibration.diagnosis import Diagnosis, diagnose
from fsqca.calibration.direct import Direct, Quantiles
from fsqca.calibration.grades import Crisp, Lookup
from fsqca.calibration.indirect import Indirect
from fsqca.calibration.indirect_polynomial import IndirectPolynomial, LogitPolynomial
from fsqca.calibration.piecewise import Piecewise
from fsqca.calibration.ranks import Empirical, Ranks
from fsqca.calibration.registry import available, by_name, from_dict, register
from fsqca.calibration.suggesting import suggest_anchors
from fsqca.calibration.suggestion_effects import AnchorEffects
from fsqca.calibration.suggestions import AnchorSuggestions
from fsqca.calibration.thresholds import ClusterThresholds, LargestGap, find_thresholds

__all__ = [
    "AnchorEffects",
    "AnchorSuggestions",
    "Bell",
    "Calibrated",
    "CalibrationSettings",
    "Calibrator",
    "ClusterThresholds",
    "Crisp",
    "Diagnosis",
    "Direct",
    "Empirical",
    "Function",
    "Indirect",
    "IndirectPolynomial",
    "LargestGap",
    "LogitPolynomial",
    "Lookup",
    "Piecewise",
    "PiecewiseBell",
    "Quantiles",
    "Ranks",
    "available",
    "by_name",
    "calibrate",
    "diagnose",
    "find_thresholds",
    "from_dict",
    "register",
    "suggest_anchors",
]
