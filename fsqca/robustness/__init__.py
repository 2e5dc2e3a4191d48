"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.chance import permutation_test
from fsqca.robustness.chance_result import PermutationTest
from fsqca.robustness.configurations import ConfigurationTest, configuration_test
from fsqca.robustness.random_data import RandomSolutions, random_solutions
from fsqca.robustness.recovery import power, recovery_study
from fsqca.robustness.recovery_result import PowerAnalysis, RecoveryStudy
from fsqca.robustness.simulation import simulate_data

__all__ = [
    "ConfigurationTest",
    "PermutationTest",
    "PowerAnalysis",
    "RandomSolutions",
    "RecoveryStudy",
    "configuration_test",
    "permutation_test",
    "power",
    "random_solutions",
    "recovery_study",
    "simulate_data",
]
