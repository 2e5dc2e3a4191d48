"""Whether a result holds in every cluster of cases, and over time within units.

References
----------
Garcia-Castro, R., & Ariño, M. A. (2016). A general approach to panel data set-theoretic research. Journal of
Advances in Management Sciences & Information Systems, 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_count, listed
from fsqca._frames import as_frame, calibration_of, case_weights, take_sets
from fsqca._types import ArrayLike, Floats, Ints, Missing
from fsqca.cases.material import read_model, read_text
from fsqca.clusters.labels import (
    Labels,
    check_complete,
    check_panel,
    label_series,
    missing_labels,
    read_labels,
)
from fsqca.clusters.permutation import ClusterTest, cluster_test
from fsqca.clusters.result import SOLUTION, ClusterDiagnosis, ClusterSettings
from fsqca.clusters.sums import distances, fits_by, parts_of
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.expressions import Expression, as_expression
from fsqca.expressions.evaluation import disjunction
from fsqca.fit.relation import Kind
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution


@dataclass(frozen=True, slots=True, eq=False)
class _Material:
    expression: Expression
    outcome: str
    relation: Kind
    model: str
    terms: Floats
    y: Floats
    cases: pd.Index[Any]
    frame: pd.DataFrame | None
    weights: Floats | None
    dropped: tuple[Any, ...]
    calibration: pd.DataFrame | None


def diagnose_clusters(
    solution: Solution | Model | Expression | str,
    data: object = None,
    outcome: str | Expression | None = None,
    clusters: object = None,
    units: object = None,
    *,
    relation: Kind = "sufficiency",
    model: str | int | None = None,
    weights: ArrayLike | str | None = None,
    permutations: int = 999,
    seed: int | np.random.Generator = 1,
    missing: Missing = "raise",
) -> ClusterDiagnosis:
    """Return the fit of a result in every cluster of cases, and whether clusters differ by more than chance.

    Parameters
    ----------
    solution : Solution, Model, Expression or str
        What was found, or a hypothesis; also a relation in text, ``"A*B + C => Y"`` or ``"A + B <= Y"``.
    data : DataFrame or Calibrated, optional
        The cases. Default: those behind the truth table of a solution or model.
    outcome : str or Expression, optional
        Needed with an expression; default for a model: the outcome of its truth table.
    clusters : str, Series or sequence of labels, shape (n_cases,)
        The cluster of each case: a column of the data, a Series with the case ids as index, or one label per
        case. Regions, industries, waves of a survey; the periods of a panel.
    units : str, Series or sequence of labels, shape (n_cases,), optional
        The unit of each case of a panel: a firm or country that stands once in each cluster (period).
    relation : {"sufficiency", "necessity"}, default "sufficiency"
        What is claimed. A relation in text says it itself.
    model : str or int, optional
        Which model of a solution with several, by name or position from 0.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case once, or as in the truth table.
    permutations : int >= 0, default 999
        Samples with shuffled labels; 0 for no test.
    seed : int or numpy.random.Generator, default 1
        Where the random numbers start: the same seed gives the same p values.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases with a missing membership or label.

    Returns
    -------
    ClusterDiagnosis
        ``.table`` has pooled values, distances and p values; ``.between`` every cluster; ``.within`` every
        unit.

    Raises
    ------
    ArgumentError
        If labels are missing, of another length than the cases, or all the same; if data or outcome are
        needed and not given.
    DataError
        If a case has no label, or a unit stands twice in a cluster.
    ModelAmbiguityError
        If the solution has several models and none is named.
    TooLargeError
        If the test would hold more than 60 million numbers.

    Notes
    -----
    With x the membership in a term or in the solution and y that in the outcome, consistency of sufficiency
    and coverage of necessity are ``sum min(x, y) / sum x``, coverage of sufficiency and consistency of
    necessity ``sum min(x, y) / sum y``: over all cases (pooled), over those of a cluster (between) and over
    those of a unit (within). With b_1, ..., b_J the values of the clusters, their distance is
    ``sqrt(sum_j (b_j / sum b - 1 / J) ** 2)``: 0 where all are equal. It has no natural upper mark: 0.1 means
    something else with 3 clusters than with 30. An undefined value (0 / 0) is left out of it and named in
    ``.notes``.

    Whether a distance is larger than chance is asked by shuffling labels: over all cases, or in a panel the
    periods within each unit (between) and the units within each period (within). A large p value is no proof
    that clusters are alike: few cases show only large differences. A small one says that the clusters
    differ, not why. A single cluster is compared with all cases together; where one of a few clusters lies
    far off, it moves the pooled value, and the others differ from that too.

    References
    ----------
    Garcia-Castro, R., & Ariño, M. A. (2016). A general approach to panel data set-theoretic research. Journal
    of Advances in Management Sciences & Information Systems, 2.

    Examples
    --------
    Synthetic memberships of eight cases in two regions:

    >>> import pandas as pd
    >>> from fsqca.clusters import diagnose_clusters
    >>> data = pd.DataFrame(
    ...     {
    ...         "A": [0.9, 0.8, 0.3, 0.7, 0.9, 0.6, 0.8, 0.2],
    ...         "Y": [0.9, 0.9, 0.4, 0.8, 0.3, 0.2, 0.5, 0.1],
    ...         "region": ["north"] * 4 + ["south"] * 4,
    ...     }
    ... )
    >>> found = diagnose_clusters("A => Y", data, clusters="region")
    >>> found
    <ClusterDiagnosis A => Y: sufficiency, 8 cases, 2 clusters of region>
    >>> found.between.query("term == 'A'")[["cluster", "n", "consistency"]].round(2).values.tolist()
    [['north', 4, 1.0], ['south', 4, 0.44]]
    >>> bool(found.table.loc[0, "between_p"] < 0.05)
    True
    """
    check_choice("relation", relation, ("sufficiency", "necessity"))
    check_choice("missing", missing, ("raise", "drop"))
    check_count("permutations", permutations, least=0)
    if clusters is None:
        raise ArgumentError("clusters is missing: name the column, or pass one label per case.")
    random, start = _generator(seed)
    material = _material(solution, data, outcome, relation, model, weights, missing)
    material, groups, own_units = _labelled(material, clusters, units, missing)
    sets = np.column_stack([material.terms, disjunction(material.terms)])
    parts = parts_of(sets, material.y, material.weights)
    everyone = np.zeros((1, len(material.y)), dtype=np.int64)
    kind = material.relation
    pooled = fits_by(everyone, 1, parts, kind)[0, :, 0]

    def of(labels: Labels, strata: Ints) -> tuple[Floats, Floats, ClusterTest | None]:
        number = len(labels.names)
        fits = fits_by(labels.codes[np.newaxis], number, parts, kind)[0]
        test = None
        if permutations:
            test = cluster_test(labels.codes, number, strata, parts, pooled, kind, permutations, random)
        return fits, distances(fits), test

    between = of(groups, everyone[0] if own_units is None else own_units.codes)
    within = None if own_units is None else of(own_units, groups.codes)
    return ClusterDiagnosis(
        settings=ClusterSettings(
            expression=str(material.expression),
            outcome=material.outcome,
            relation=kind,
            model=material.model,
            clusters=groups.name,
            units=None if own_units is None else own_units.name,
            permutations=permutations,
            seed=start,
            weighted=material.weights is not None,
            missing=missing,
        ),
        labels=(*map(str, material.expression.terms), SOLUTION),
        clusters=groups,
        units=own_units,
        pooled=pooled,
        cluster_fits=between[0],
        unit_fits=None if within is None else within[0],
        between_distances=between[1],
        within_distances=None if within is None else within[1],
        cluster_test=between[2],
        unit_test=None if within is None else within[2],
        n_cases=len(material.y),
        dropped=material.dropped,
        calibration=material.calibration,
    )


def _generator(seed: object) -> tuple[np.random.Generator, int | None]:
    if isinstance(seed, np.random.Generator):
        return seed, None
    if seed is None:
        raise ArgumentTypeError("seed must be a whole number or a numpy.random.Generator, not None.")
    number = check_count("seed", seed, least=0)
    return np.random.default_rng(number), number


def _material(
    source: object,
    data: object,
    outcome: str | Expression | None,
    relation: Kind,
    model: str | int | None,
    weights: ArrayLike | str | None,
    missing: Missing,
) -> _Material:
    chosen = read_model(source, model)
    name = ""
    if isinstance(chosen, Model):
        table, name = chosen.truth_table, chosen.name
        if data is None:
            if outcome is not None or weights is not None:
                raise ArgumentError(
                    "outcome and weights are those of the model's truth table unless data are given."
                )
            if table.evidence is None:
                raise DataError(
                    "The model's truth table does not hold its cases. Pass the data: "
                    "diagnose_clusters(model, data, clusters=...)."
                )
            own = table.evidence
            return _Material(
                chosen.expression,
                table.settings.outcome,
                relation,
                name,
                chosen.memberships(),
                own.outcome,
                own.sets.cases,
                None,
                own.weights,
                table.dropped,
                table.calibration,
            )
        expression = chosen.expression
        target = as_expression(table.settings.outcome if outcome is None else outcome)
    else:
        expression, target, relation = read_text(chosen, outcome, relation)
        if data is None:
            raise ArgumentError("data is missing: an expression alone has no cases behind it.")
    shared = [one for one in expression.used if one in target.used]
    if shared:
        raise ArgumentError(
            f"{listed(shared)} {'stands' if len(shared) == 1 else 'stand'} in the expression and in the "
            "outcome. A set cannot explain itself: name another outcome."
        )
    sets = take_sets(data, tuple(dict.fromkeys((*expression.used, *target.used))), missing=missing)
    return _Material(
        expression,
        str(target),
        relation,
        name,
        expression.evaluate_terms(sets),
        disjunction(target.evaluate_terms(sets)),
        sets.cases,
        as_frame(data),
        case_weights(data, weights, sets.cases),
        sets.dropped,
        calibration_of(data),
    )


def _labelled(
    material: _Material, clusters: object, units: object, missing: Missing
) -> tuple[_Material, Labels, Labels | None]:
    """Return the clusters and units of the cases, and the material without the cases that have none."""
    given = {"clusters": clusters} | ({} if units is None else {"units": units})
    series = {
        argument: label_series(labels, material.frame, material.cases, argument)
        for argument, labels in given.items()
    }
    if missing == "raise":
        for argument, one in series.items():
            check_complete(one, argument)
    bad = np.any([missing_labels(one) for one in series.values()], axis=0)
    if bad.all():
        raise DataError("No case is left after dropping those without a label.")
    if bad.any():
        material = _Material(
            material.expression,
            material.outcome,
            material.relation,
            material.model,
            material.terms[~bad],
            material.y[~bad],
            material.cases[~bad],
            material.frame,
            None if material.weights is None else material.weights[~bad],
            (*material.dropped, *material.cases[bad]),
            material.calibration,
        )
        series = {argument: one[~bad] for argument, one in series.items()}
    groups = read_labels(series["clusters"], "clusters")
    if units is None:
        return material, groups, None
    own = read_labels(series["units"], "units")
    check_panel(groups, own, material.cases)
    return material, groups, own
