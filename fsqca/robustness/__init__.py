"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.chance import permutation_test
from fsqca.robustness.chance_result import PermutationTest
from fsqca.robustness.recovery import power, recovery_study
from fsqca.robustness.recovery_result import PowerAnalysis, RecoveryStudy
from fsqca.robustness.simulation import simulate_data

__all__ = [
    "PermutationTest",
    "PowerAnalysis",
    "RecoveryStudy",
    "permutation_test",
    "power",
    "recovery_study",
    "simulate_data",
]
