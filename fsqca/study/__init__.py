"""Studies as files: what was read, calibrated and analysed, by which settings and for which reasons.

A :class:`Study` is settings all the way down. :meth:`Study.from_toml` reads it from a study file,
:meth:`Study.run` gives a :class:`StudyResult`.
"""

from __future__ import annotations

from fsqca.study.bundle import write_bundle
from fsqca.study.calibration import CalibrationSection
from fsqca.study.new import study_text_for
from fsqca.study.problems import Problem, StudyError
from fsqca.study.provenance import Provenance
from fsqca.study.r_script import r_script
from fsqca.study.result import StudyResult
from fsqca.study.robustness_steps import StepResult, register_step
from fsqca.study.sections import (
    AnalysisSection,
    ConstructsSection,
    DataSection,
    Expectation,
    FilterSection,
    GroupsSection,
    NecessitySection,
    OutputSection,
    SolutionsSection,
    Untenable,
)
from fsqca.study.sections_cutoffs import CutoffsSection, OwnCutoffs
from fsqca.study.sections_robustness import (
    ComparisonSection,
    MeasurementErrorSection,
    RobustnessSection,
    SweepSection,
    TestSet,
    ValidationSection,
)
from fsqca.study.study import Study, StudyPlan
from fsqca.study.verification import Verification, verify_bundle

__all__ = [
    "AnalysisSection",
    "CalibrationSection",
    "ComparisonSection",
    "ConstructsSection",
    "CutoffsSection",
    "DataSection",
    "Expectation",
    "FilterSection",
    "GroupsSection",
    "MeasurementErrorSection",
    "NecessitySection",
    "OutputSection",
    "OwnCutoffs",
    "Problem",
    "Provenance",
    "RobustnessSection",
    "SolutionsSection",
    "StepResult",
    "Study",
    "StudyError",
    "StudyPlan",
    "StudyResult",
    "SweepSection",
    "TestSet",
    "Untenable",
    "ValidationSection",
    "Verification",
    "r_script",
    "register_step",
    "study_text_for",
    "verify_bundle",
    "write_bundle",
]
