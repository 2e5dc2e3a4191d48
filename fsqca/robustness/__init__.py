"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.assessment import RobustnessAssessment
from fsqca.robustness.model_robustness import ModelRobustness
from fsqca.robustness.protocol import assess_robustness

__all__ = ["ModelRobustness", "RobustnessAssessment", "assess_robustness"]
