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
from fsqca.study.robustness_steps import register_step
from fsqca.study.sections import (
    AnalysisSection,
    ConstructsSection,
    CutoffsSection,
    DataSection,
    Expectation,
    FilterSection,
    GroupsSection,
    NecessitySection,
    OutputSection,
    OwnCutoffs,
    SolutionsSection,
    Untenable,
)
from fsqca.study.sections_robustness import RobustnessSection, SweepSection, TestSet
from fsqca.study.study import Study, StudyPlan
from fsqca.study.verification import Verification, verify_bundle

__all__ = [
    "AnalysisSection",
    "CalibrationSection",
    "ConstructsSection",
    "CutoffsSection",
    "DataSection",
    "Expectation",
    "FilterSection",
    "GroupsSection",
    "NecessitySection",
    "OutputSection",
    "OwnCutoffs",
    "Problem",
    "Provenance",
    "RobustnessSection",
    "SolutionsSection",
    "Study",
    "StudyError",
    "StudyPlan",
    "StudyResult",
    "SweepSection",
    "TestSet",
    "Untenable",
    "Verification",
    "r_script",
    "register_step",
    "study_text_for",
    "verify_bundle",
    "write_bundle",
]
