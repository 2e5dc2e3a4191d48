"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.anchor_map import AnchorMap, map_anchors
from fsqca.robustness.assessment import RobustnessAssessment
from fsqca.robustness.chance import permutation_test
from fsqca.robustness.chance_result import PermutationTest
from fsqca.robustness.configurations import ConfigurationTest, configuration_test
from fsqca.robustness.leaving_out import leave_one_out
from fsqca.robustness.measurement import propagate_error
from fsqca.robustness.measurement_result import ErrorPropagation
from fsqca.robustness.model_robustness import ModelRobustness
from fsqca.robustness.prediction import validate
from fsqca.robustness.prediction_result import Validation, ValidationSettings
from fsqca.robustness.protocol import assess_robustness
from fsqca.robustness.random_data import RandomSolutions, random_solutions
from fsqca.robustness.recovery import power, recovery_study
from fsqca.robustness.recovery_result import PowerAnalysis, RecoveryStudy
from fsqca.robustness.region_result import Region, SensitivityRegions
from fsqca.robustness.regions import find_regions
from fsqca.robustness.resampling import bootstrap, subsample
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings
from fsqca.robustness.simulation import simulate_data
from fsqca.robustness.tied_models import AmbiguityAcross, ambiguity_of

__all__ = [
    "AmbiguityAcross",
    "AnchorMap",
    "ConfigurationTest",
    "ErrorPropagation",
    "ModelRobustness",
    "PermutationTest",
    "PowerAnalysis",
    "RandomSolutions",
    "RecoveryStudy",
    "Region",
    "Resampling",
    "ResamplingSettings",
    "RobustnessAssessment",
    "SensitivityRegions",
    "Validation",
    "ValidationSettings",
    "ambiguity_of",
    "assess_robustness",
    "bootstrap",
    "configuration_test",
    "find_regions",
    "leave_one_out",
    "map_anchors",
    "permutation_test",
    "power",
    "propagate_error",
    "random_solutions",
    "recovery_study",
    "simulate_data",
    "subsample",
    "validate",
]
