"""Fuzzy-set Qualitative Comparative Analysis (QCA).

Which combinations of conditions are sufficient or necessary for an outcome? Calibrate raw scores into
set memberships, build a truth table, minimize it exactly into conservative, intermediate and
parsimonious solutions, and read how consistent and how covering each recipe is.

>>> import fsqca as fq
>>> import pandas as pd
>>> data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 1, 1, 0]})
>>> table = fq.build_truth_table(data, "Y")
>>> str(fq.minimize(table, "parsimonious").model.expression)
'A + B'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fsqca._version import __version__

if TYPE_CHECKING:
    from fsqca import (
        calibration,
        datasets,
        designs,
        errors,
        expressions,
        metrics,
        minimization,
        plots,
        reading,
        report,
        robustness,
        survey,
        theory,
        truth_table,
    )
    from fsqca.calibration import (
        Bell,
        Calibrated,
        Calibrator,
        Crisp,
        Direct,
        Empirical,
        Indirect,
        Lookup,
        Piecewise,
        PiecewiseBell,
        Quantiles,
        Ranks,
        calibrate,
        find_thresholds,
    )
    from fsqca.ceilings import nca
    from fsqca.designs import two_step
    from fsqca.errors import FsqcaError, FsqcaWarning
    from fsqca.expressions import Expression, parse
    from fsqca.fit import Fit, pof
    from fsqca.groups import compare_groups
    from fsqca.minimization import (
        Model,
        Solution,
        Solutions,
        coherence,
        enhanced_standard_analysis,
        minimize,
        solve,
    )
    from fsqca.necessity import Necessity, find_necessary
    from fsqca.reading import StudyData, read
    from fsqca.study import Study
    from fsqca.subsets import find_sufficient
    from fsqca.survey import ConstructScores, aggregate, score_constructs
    from fsqca.theory import evaluate_theory, find_causal_chain, retention
    from fsqca.truth_table import TruthTable, build_truth_table

#: Public name -> the module that holds it. Nothing is imported before it is used.
_HOMES = {
    "Bell": "calibration",
    "Calibrated": "calibration",
    "Calibrator": "calibration",
    "ConstructScores": "survey",
    "Crisp": "calibration",
    "Direct": "calibration",
    "Empirical": "calibration",
    "Expression": "expressions",
    "Fit": "fit",
    "FsqcaError": "errors",
    "FsqcaWarning": "errors",
    "Indirect": "calibration",
    "Lookup": "calibration",
    "Model": "minimization",
    "Necessity": "necessity",
    "Piecewise": "calibration",
    "PiecewiseBell": "calibration",
    "Quantiles": "calibration",
    "Ranks": "calibration",
    "Solution": "minimization",
    "Solutions": "minimization",
    "TruthTable": "truth_table",
    "Study": "study",
    "StudyData": "reading",
    "aggregate": "survey",
    "build_truth_table": "truth_table",
    "calibrate": "calibration",
    "coherence": "minimization",
    "compare_groups": "groups",
    "enhanced_standard_analysis": "minimization",
    "evaluate_theory": "theory",
    "find_causal_chain": "theory",
    "find_necessary": "necessity",
    "find_sufficient": "subsets",
    "find_thresholds": "calibration",
    "minimize": "minimization",
    "nca": "ceilings",
    "parse": "expressions",
    "pof": "fit",
    "read": "reading",
    "retention": "theory",
    "score_constructs": "survey",
    "solve": "minimization",
    "two_step": "designs",
}

#: The names of `_HOMES` and the public modules, spelled out for type checkers; a test holds them together.
__all__ = [
    "Bell",
    "Calibrated",
    "Calibrator",
    "ConstructScores",
    "Crisp",
    "Direct",
    "Empirical",
    "Expression",
    "Fit",
    "FsqcaError",
    "FsqcaWarning",
    "Indirect",
    "Lookup",
    "Model",
    "Necessity",
    "Piecewise",
    "PiecewiseBell",
    "Quantiles",
    "Ranks",
    "Solution",
    "Solutions",
    "Study",
    "StudyData",
    "TruthTable",
    "__version__",
    "aggregate",
    "build_truth_table",
    "calibrate",
    "calibration",
    "coherence",
    "compare_groups",
    "datasets",
    "designs",
    "enhanced_standard_analysis",
    "errors",
    "evaluate_theory",
    "expressions",
    "find_causal_chain",
    "find_necessary",
    "find_sufficient",
    "find_thresholds",
    "metrics",
    "minimization",
    "minimize",
    "nca",
    "parse",
    "plots",
    "pof",
    "read",
    "reading",
    "report",
    "retention",
    "robustness",
    "score_constructs",
    "solve",
    "survey",
    "theory",
    "truth_table",
    "two_step",
]

#: Packages for one part of the work each, reached by name as well, such as ``fsqca.cases``.
_PACKAGES = ("cases", "clusters", "evidence", "groups", "study")


def __getattr__(name: str) -> object:
    if name in _HOMES:
        value = getattr(import_module(f"fsqca.{_HOMES[name]}"), name)
    elif name in __all__ or name in _PACKAGES:
        value = import_module(f"fsqca.{name}")
    else:
        raise AttributeError(f"module 'fsqca' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
