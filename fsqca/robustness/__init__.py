"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.assessment import RobustnessAssessment
from fsqca.robustness.measurement import propagate_error
from fsqca.robustness.measurement_result import ErrorPropagation
from fsqca.robustness.model_robustness import ModelRobustness
from fsqca.robustness.protocol import assess_robustness
from fsqca.robustness.tied_models import AmbiguityAcross, ambiguity_of

__all__ = [
    "AmbiguityAcross",
    "ErrorPropagation",
    "ModelRobustness",
    "RobustnessAssessment",
    "ambiguity_of",
    "assess_robustness",
    "propagate_error",
]
