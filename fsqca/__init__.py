"""Fuzzy-set Qualitative Comparative Analysis (QCA).

Which combinations of conditions are sufficient or necessary for an outcome? Calibrate raw scores into set memberships,
build a truth table, minimize it exactly into conservative, intermediate and parsimonious solutions, and read how
consistent and how covering each recipe is.

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

#: Public name -> the module that holds it. Nothing is imported before it is used.
_HOMES = {
    "Bell": "calibration",
    "Calibrated": "calibration",
    "Calibrator": "calibration",
    "Crisp": "calibration",
    "Direct": "calibration",
    "Lookup": "calibration",
    "Piecewise": "calibration",
    "PiecewiseBell": "calibration",
    "Quantiles": "calibration",
    "Ranks": "calibration",
    "calibrate": "calibration",
    "Expression": "expressions",
    "parse": "expressions",
    "Fit": "fit",
    "pof": "fit",
    "Necessity": "necessity",
    "find_necessary": "necessity",
    "TruthTable": "truth_table",
    "build_truth_table": "truth_table",
    "Model": "minimization",
    "Solution": "minimization",
    "Solutions": "minimization",
    "minimize": "minimization",
    "solve": "minimization",
    "ConstructScores": "survey",
    "score_constructs": "survey",
    "FsqcaError": "errors",
    "FsqcaWarning": "errors",
}
_MODULES = (
    "calibration",
    "datasets",
    "errors",
    "expressions",
    "metrics",
    "minimization",
    "plots",
    "report",
    "survey",
    "truth_table",
)

__all__ = [*_HOMES, *_MODULES, "__version__"]  # noqa: PLE0604

if TYPE_CHECKING:
    # Named twice, so that type checkers take them as exported.
    from fsqca import (
        calibration as calibration,
        datasets as datasets,
        errors as errors,
        expressions as expressions,
        metrics as metrics,
        minimization as minimization,
        plots as plots,
        report as report,
        survey as survey,
        truth_table as truth_table,
    )
    from fsqca.calibration import (
        Bell as Bell,
        Calibrated as Calibrated,
        Calibrator as Calibrator,
        Crisp as Crisp,
        Direct as Direct,
        Lookup as Lookup,
        Piecewise as Piecewise,
        PiecewiseBell as PiecewiseBell,
        Quantiles as Quantiles,
        Ranks as Ranks,
        calibrate as calibrate,
    )
    from fsqca.errors import (
        FsqcaError as FsqcaError,
        FsqcaWarning as FsqcaWarning,
    )
    from fsqca.expressions import (
        Expression as Expression,
        parse as parse,
    )
    from fsqca.fit import (
        Fit as Fit,
        pof as pof,
    )
    from fsqca.minimization import (
        Model as Model,
        Solution as Solution,
        Solutions as Solutions,
        minimize as minimize,
        solve as solve,
    )
    from fsqca.necessity import (
        Necessity as Necessity,
        find_necessary as find_necessary,
    )
    from fsqca.survey import (
        ConstructScores as ConstructScores,
        score_constructs as score_constructs,
    )
    from fsqca.truth_table import (
        TruthTable as TruthTable,
        build_truth_table as build_truth_table,
    )


def __getattr__(name: str) -> object:
    if name in _HOMES:
        value = getattr(import_module(f"fsqca.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"fsqca.{name}")
    else:
        raise AttributeError(f"module 'fsqca' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
