"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.leaving_out import leave_one_out
from fsqca.robustness.prediction import validate
from fsqca.robustness.prediction_result import Validation, ValidationSettings
from fsqca.robustness.resampling import bootstrap, subsample
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings

__all__ = [
    "Resampling",
    "ResamplingSettings",
    "Validation",
    "ValidationSettings",
    "bootstrap",
    "leave_one_out",
    "subsample",
    "validate",
]
