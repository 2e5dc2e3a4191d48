"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.anchor_map import AnchorMap, map_anchors
from fsqca.robustness.chance import permutation_test
from fsqca.robustness.chance_result import PermutationTest
from fsqca.robustness.configurations import ConfigurationTest, configuration_test
from fsqca.robustness.leaving_out import leave_one_out
from fsqca.robustness.prediction import validate
from fsqca.robustness.prediction_result import Validation, ValidationSettings
from fsqca.robustness.random_data import RandomSolutions, random_solutions
from fsqca.robustness.recovery import power, recovery_study
from fsqca.robustness.recovery_result import PowerAnalysis, RecoveryStudy
from fsqca.robustness.region_result import Region, SensitivityRegions
from fsqca.robustness.regions import find_regions
from fsqca.robustness.resampling import bootstrap, subsample
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings
from fsqca.robustness.simulation import simulate_data

__all__ = [
    "AnchorMap",
    "ConfigurationTest",
    "PermutationTest",
    "PowerAnalysis",
    "RandomSolutions",
    "RecoveryStudy",
    "Region",
    "Resampling",
    "ResamplingSettings",
    "SensitivityRegions",
    "Validation",
    "ValidationSettings",
    "bootstrap",
    "configuration_test",
    "find_regions",
    "leave_one_out",
    "map_anchors",
    "permutation_test",
    "power",
    "random_solutions",
    "recovery_study",
    "simulate_data",
    "subsample",
    "validate",
]
