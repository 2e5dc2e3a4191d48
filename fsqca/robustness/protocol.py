"""The robustness test protocol of Oana & Schneider (2024) in one call.

References
----------
Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R software
application. Sociological Methods & Research, 53(1), 57-88.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fsqca._checks import check_choice
from fsqca._types import Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.robustness.alternatives import Alternative, Initial, intersection, read_initial, read_tests
from fsqca.robustness.assessment import AssessmentSettings, RobustnessAssessment
from fsqca.robustness.model_robustness import ModelRobustness, assess_model
from fsqca.robustness.variations import varied


def assess_robustness(
    initial: object,
    tests: object = None,
    *,
    consistency: float | Sequence[float] | None = None,
    pri: float | Sequence[float] | None = None,
    frequency: int | Sequence[int] | None = None,
    calibrations: Mapping[str, object] | None = None,
    combine: bool = False,
    model: str | None = None,
    regions: object = None,
    data: object = None,
    outcome: str | Expression | None = None,
    missing: Missing = "raise",
) -> RobustnessAssessment:
    """Return how robust a solution is against test solutions made by other defensible decisions.

    Parameters
    ----------
    initial : Solution, Model, Expression or str
        The solution of the analysis. Every tied model of a `Solution` is assessed, unless `model` names one.
    tests : sequence, or mapping of str to test solution, optional
        Solutions, Models, Expressions or texts; a mapping names them. Every tied model of a `Solution` is a
        test solution of its own. Cases are matched by id. Default: test solutions are made by the settings
        that follow.
    consistency, pri, frequency : number or sequence of numbers, optional
        Cut-offs to try, instead of `tests`. Values of today are not counted as a test.
    calibrations : mapping of str to DataFrame, Calibrated or dict of calibrators, optional
        Other memberships of the same cases, each with a name. A dict holds calibrators for some sets; the
        others keep theirs, and `data` must be the `Calibrated` behind the initial solution.
    combine : bool, default False
        Whether settings are varied together, in every combination, or one at a time.
    model : str, optional
        Name of the one model of the initial solution to assess, such as ``"P1"``.
    regions : object, optional
        Sensitivity ranges, to stand in the report: a text, or a result with a method ``paragraph()``.
    data : DataFrame or Calibrated, optional
        Memberships, where the initial solution is an expression or has no data behind it.
    outcome : str or Expression, optional
        The outcome; needed with an expression.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases of `data` that have a missing value.

    Returns
    -------
    RobustnessAssessment
        ``.table`` has the numbers, ``.cases`` every case with its status, ``.tests`` the test solutions one
        by one, ``.model.core`` the robust core as an expression; ``.paragraph()`` says it in words,
        ``.plot()`` draws it.

    Raises
    ------
    ArgumentError
        If there is nothing to test, solutions are not of the same outcome or the same cases, or there is no
        such model.
    ArgumentTypeError
        If something is given that is no solution.

    Notes
    -----
    With I the membership in the initial model, T_min the minimum (minTS) and T_max the maximum (maxTS) of the
    memberships in all test solutions, core C = min(I, T_min), and Y that in the outcome:

    - ``RF_cov`` = coverage(C) / coverage(I); ``RF_cons`` = consistency(I) / consistency(C);
    - ``RF_SC_minTS`` = sum min(I, T_min) / sum max(I, T_min), and ``RF_SC_maxTS`` likewise with T_max;
    - a case is robust where min(I, T_min) > 0.5, shaky where min(I, 1 - T_min) > 0.5, possible where
      min(1 - I, T_max) > 0.5; typical with Y > 0.5, deviant with Y < 0.5;
    - ``RCR typical`` = robust typical cases / cases with max(I, T_max) > 0.5 and Y > 0.5, ``RCR deviant``
      likewise with Y < 0.5. What counts in the denominator is our reading of the article;
    - ``RCC rank``: 1 no shaky and no possible case, 2 possible ones only, 3 shaky ones only, 4 both.

    A test solution made from other memberships is evaluated in those; the outcome is that of the initial
    solution. Minimum and maximum run over all test solutions, so their order does not matter. A test in which
    nothing is sufficient is the empty solution. 0/0 is NaN, and ``notes`` says why.

    References
    ----------
    Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R software
    application. Sociological Methods & Research, 53(1), 57-88.

    Examples
    --------
    Synthetic memberships of six cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.7, 0.2, 0.1, 0.3], "B": [0.8, 0.3, 0.9, 0.9, 0.2, 0.6],
    ...      "Y": [0.9, 0.6, 0.8, 0.7, 0.1, 0.2]},
    ...     index=["Ash", "Elm", "Fir", "Oak", "Yew", "Box"],
    ... )
    >>> own = assess_robustness("A", ["A*B", "A + B"], data=data, outcome="Y")
    >>> own
    <RobustnessAssessment for Y: 1 model, 2 test solutions, RCC rank initial 4>
    >>> own.table.round(3).iloc[0].to_dict()
    {'rf_cov': 0.852, 'rf_cons': 0.939, 'rf_sc_min': 0.8, 'rf_sc_max': 0.698, 'rcr_typical': 0.5, \
'rcr_deviant': 0.0, 'rcc_rank': 4.0}
    >>> own.model.shaky, own.model.possible, str(own.model.core)
    (('Elm',), ('Oak', 'Box'), 'A*B')
    """
    check_choice("missing", missing, ("raise", "drop"))
    if model is not None and not isinstance(model, str):
        raise ArgumentTypeError(f'model must be the name of a model such as "P1", not {model!r}.')
    start = read_initial(initial, data, outcome, model, missing)
    by_settings = any(one is not None for one in (consistency, pri, frequency, calibrations))
    if tests is not None and by_settings:
        raise ArgumentError(
            "Both tests and settings (consistency, pri, frequency, calibrations) are given. Make the "
            "test solutions yourself and pass them as tests, or leave tests out."
        )
    if tests is None and not by_settings:
        raise ArgumentError(
            "There is nothing to test against: pass test solutions as tests, or settings to try, for "
            "example consistency=(0.75, 0.85)."
        )
    if tests is not None:
        alternatives = read_tests(tests, start, data, missing)
        settings = AssessmentSettings(start.outcome, model, "given")
    else:
        alternatives = varied(
            start, data, consistency, pri, frequency, calibrations, missing, combine=combine
        )
        settings = AssessmentSettings(
            start.outcome,
            model,
            "settings",
            _numbers(consistency),
            _numbers(pri),
            _numbers(frequency),
            tuple(map(str, calibrations or ())),
            combine,
        )
    known = dict(start.table.levels) if start.table is not None else {}
    models = tuple(
        _assessed(start, name, expression, memberships, alternatives, known)
        for name, expression, memberships in start.models
    )
    return RobustnessAssessment(
        settings, models, alternatives, regions, tuple(_advice(start, alternatives, model)), start.dropped
    )


def _assessed(
    start: Initial,
    name: str,
    expression: Expression,
    memberships: Floats,
    alternatives: tuple[Alternative, ...],
    known: dict[str, int],
) -> ModelRobustness:
    core = intersection([expression, *(own.expression for own in alternatives)], known)
    return assess_model(
        name,
        expression,
        memberships,
        alternatives,
        core,
        start.outcome,
        start.membership,
        start.cases,
        start.weights,
    )


def _advice(start: Initial, alternatives: tuple[Alternative, ...], model: str | None) -> list[str]:
    """Return what a reader should know of the solutions that were compared."""
    advice = []
    solution = start.solution
    if solution is not None and model is not None and solution.n_models > 1:
        least = "" if solution.n_models_exact else "at least "
        advice.append(
            f"The initial solution has {least}{solution.n_models} tied models; only {model} was assessed."
        )
    elif solution is not None and not solution.complete:
        advice.append(
            f"Only {len(solution.models)} of "
            f"{'' if solution.n_models_exact else 'at least '}{solution.n_models} models of the initial "
            "solution are listed, and only these were assessed."
        )
    tied = list(dict.fromkeys(own.test for own in alternatives))
    several = [test for test in tied if sum(own.test == test for own in alternatives) > 1]
    if several:
        advice.append(
            f"{len(several)} of {len(tied)} tests {'has' if len(several) == 1 else 'have'} tied models; "
            "each of them is a test solution of its own."
        )
    return advice


def _numbers(values: object) -> tuple[float, ...]:
    from fsqca.robustness.variations import _several

    return tuple(float(one) for one in _several("values", values))
