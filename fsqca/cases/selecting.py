"""Choosing cases: what is given is read, and the cases are sorted into their kinds.

References
----------
Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
research. Sociological Methods & Research, 42(4), 559-597.

Schneider, C. Q., & Rohlfing, I. (2019). Set-theoretic multimethod research: The role of test corridors and
conjunctions for case selection. Swiss Political Science Review, 25(3).
"""

from __future__ import annotations

from collections.abc import Sequence

from fsqca._checks import check_choice
from fsqca._types import Missing
from fsqca.cases.material import material_of
from fsqca.cases.selection import CaseSelection, CaseSettings
from fsqca.errors import ArgumentError
from fsqca.expressions import Expression
from fsqca.fit.relation import Kind
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution


def select_cases(
    solution: Solution | Model | Expression | str,
    data: object = None,
    outcome: str | Expression | None = None,
    *,
    relation: Kind = "sufficiency",
    model: str | int | None = None,
    conditions: Sequence[str] | None = None,
    missing: Missing = "raise",
) -> CaseSelection:
    """Return which cases are typical of a result, which deviate, and which to study.

    Parameters
    ----------
    solution : Solution, Model, Expression or str
        What was found, or a hypothesis; also a relation in text, ``"A*B + C => Y"`` or ``"A + B <= Y"``.
    data : DataFrame or Calibrated, optional
        The cases. Default: those behind the truth table of a solution or model.
    outcome : str or Expression, optional
        Needed with an expression; default for a model: the outcome of its truth table.
    relation : {"sufficiency", "necessity"}, default "sufficiency"
        What an expression claims. A model is about sufficiency; a relation in text says it itself.
    model : str or int, optional
        Which model of a solution with several, by name or position from 0.
    conditions : sequence of str, optional
        The conditions that tell truth table rows apart, for cases deviant for coverage, and for the
        consistency of necessity. Default: those of the truth table, or those that the expression uses.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases of `data` that have a missing value in a column used.

    Returns
    -------
    CaseSelection

    Raises
    ------
    ModelAmbiguityError
        If the solution has several models and none is named, or none at all.
    ArgumentError
        If data or outcome are needed and not given, or stand on both sides.
    DataError
        If the model's truth table does not hold its cases.
    UnknownNameError
        If there is no such model or column.

    Notes
    -----
    A score is no test. It orders cases by how well they serve a purpose, given the memberships; a membership
    that is a little off moves a case. Cases with equal scores share a rank and are all listed. Weights of the
    truth table play no part: a case is a case.

    References
    ----------
    Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
    research. Sociological Methods & Research, 42(4), 559-597.

    Schneider, C. Q., & Rohlfing, I. (2019). Set-theoretic multimethod research: The role of test corridors
    and conjunctions for case selection. Swiss Political Science Review, 25(3).

    Examples
    --------
    Synthetic memberships of six cases:

    >>> import pandas as pd
    >>> from fsqca.cases import select_cases
    >>> data = pd.DataFrame(
    ...     {
    ...         "A": [0.9, 0.7, 0.8, 0.2, 0.1, 0.3],
    ...         "B": [0.8, 0.9, 0.7, 0.3, 0.8, 0.7],
    ...         "Y": [0.9, 0.7, 0.2, 0.8, 0.1, 0.1],
    ...     },
    ...     index=["Ash", "Elm", "Fir", "Oak", "Yew", "Box"],
    ... )
    >>> chosen = select_cases("A*B => Y", data)
    >>> chosen
    <CaseSelection A*B => Y: 1 term, 6 cases>
    >>> chosen.best("typical")[["case", "score", "rank"]].round(2).values.tolist()
    [['Elm', 0.3, 1], ['Ash', 0.4, 2]]
    >>> chosen.pairs("typical-irrelevant", focal="A").iloc[0][["first", "second"]].tolist()
    ['Elm', 'Yew']
    """
    check_choice("relation", relation, ("sufficiency", "necessity"))
    check_choice("missing", missing, ("raise", "drop"))
    if isinstance(conditions, str):
        raise ArgumentError(
            f"conditions must be a sequence of names, not the string {conditions!r}: write [{conditions!r}]."
        )
    chosen = None if conditions is None else tuple(conditions)
    material = material_of(solution, data, outcome, relation, model, chosen, missing)
    settings = CaseSettings(
        material.expression, material.outcome, material.relation, material.model, material.conditions, missing
    )
    return CaseSelection(settings, material)
