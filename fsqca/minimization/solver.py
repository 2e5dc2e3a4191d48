"""From a truth table to its solutions: conservative, parsimonious, intermediate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from fsqca._checks import check_choice, check_count, counted, listed
from fsqca._types import Bools, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.covers import Covers, irredundant_covers, minimum_covers
from fsqca.minimization.expectations import Expectations, ExpectationsLike, read_expectations
from fsqca.minimization.models import Derivation, Model
from fsqca.minimization.primes import prime_implicants
from fsqca.minimization.problem import Excludable, Problem, pose, read_exclude, read_include
from fsqca.minimization.solution import Kind, Solution, SolutionSettings, Ties
from fsqca.truth_table.table import TruthTable

#: Pairs of a conservative and a parsimonious model from which intermediate models are derived at most.
MAX_PAIRS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Minimized:
    """Prime implicants, their chart, and the covers found."""

    cubes: Ints
    chart: Bools
    covers: Covers

    def models(self) -> list[Ints]:
        """Return the terms of every model listed, each of shape (n_terms, k)."""
        return [self.cubes[list(model)] for model in self.covers.models]

    def essential(self) -> Ints:
        """Return the implicants that are in every model."""
        if self.covers.complete and self.covers.models:
            everywhere = set(self.covers.models[0]).intersection(*self.covers.models)
            return self.cubes[sorted(everywhere)]
        alone = self.chart[:, self.chart.sum(axis=0) == 1].any(axis=1)
        return self.cubes[alone]


def minimize(
    table: TruthTable,
    solution: Kind = "conservative",
    *,
    expectations: ExpectationsLike | None = None,
    exclude: Excludable | Iterable[Excludable] = (),
    include: str | Iterable[str] = (),
    ties: Ties = "minimum",
    max_models: int = 1000,
    row_dominance: bool = False,
) -> Solution:
    """Return a solution of a truth table: every tied model, exactly.

    Parameters
    ----------
    table : TruthTable
    solution : {"conservative", "parsimonious", "intermediate"}, default "conservative"
        How logical remainders are treated: not used; used wherever they make a solution simpler; or used only
        where they are easy counterfactuals in the light of `expectations`.
    expectations : mapping or sequence of expressions, optional
        Required for "intermediate". ``{"A": "+", "B": "-", "C": None}``: A is expected to contribute when
        present, B when absent, nothing is expected of C; a tuple of values for a multi-value condition,
        ``{"D": (1, 2)}``. Or expressions such as ``("A", "B*~C")``, where a conjunction is expected to
        contribute only as a whole. ``{}`` gives the conservative models.
    exclude : int, str, Expression or a sequence of them, optional
        Row numbers (the row is coded "0", also an observed one) and expressions (all remainders in them are
        coded "0"; observed rows stay as they are).
    include : sequence of str, optional
        ``("C",)``: contradictions need not be covered but may be. Otherwise they are avoided like negative
        rows.
    ties : {"minimum", "irredundant"}, default "minimum"
        Every model with the fewest prime implicants, or every model from which no implicant can be taken out.
    max_models : int, default 1000
        How many models to list. The number of models is counted beyond it, and the solution says what is not
        listed.
    row_dominance : bool, default False
        Whether to set aside, before covering, each prime implicant whose positive rows are a proper subset of
        those of another. Tied models that use such an implicant are then not found.

    Returns
    -------
    Solution
        With no models, and advice, where no row is positive.

    Raises
    ------
    ArgumentError
        If an option is not one of those allowed, or "intermediate" is asked for without expectations.

    Notes
    -----
    Prime implicants are minimal hitting sets of the differences between positive rows and rows to avoid;
    logical remainders are never enumerated. Models are all minimum covers of the prime implicant chart; ties
    are never broken by the number of literals. Intermediate solutions are derived at term level for every
    pair of a conservative and a parsimonious model (Ragin & Sonnett 2005; Ragin 2008).

    References
    ----------
    Ragin, C. C. (2008). Redesigning Social Inquiry. University of Chicago Press, ch. 8-9.

    Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge
    University Press.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> frame = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "C": [1, 1, 0, 1], "out": list("1100")})
    >>> table = fq.TruthTable.from_frame(frame, ["A", "B", "C"])
    >>> for kind in ("conservative", "parsimonious"):
    ...     print(fq.minimize(table, kind).model.expression)
    A*C
    A
    >>> print(fq.minimize(table, "intermediate", expectations={"C": "+"}).model.expression)
    A*C
    """
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(
            "table must be a TruthTable, made by build_truth_table() or TruthTable.from_frame(), not "
            f"{type(table).__name__}."
        )
    check_choice("solution", solution, ("conservative", "parsimonious", "intermediate"))
    check_choice("ties", ties, ("minimum", "irredundant"))
    max_models = check_count("max_models", max_models)
    if not isinstance(row_dominance, bool | np.bool_):
        raise ArgumentTypeError(f"row_dominance must be True or False, not {row_dominance!r}.")
    if solution == "intermediate" and expectations is None:
        raise ArgumentError(
            'solution="intermediate" needs expectations: say for each condition whether it is '
            'expected to contribute when present ("+"), when absent ("-") or not at all (None), for example '
            f'expectations={{{table.conditions[0]!r}: "+"}}. '
            "An empty mapping {} gives the conservative models."
        )
    given = read_expectations(
        expectations if expectations is not None else {}, table.conditions, table.level_counts
    )
    rows, expressions = read_exclude(exclude, table)
    contradictions = read_include(include)
    settings = SolutionSettings(
        solution=solution,
        expectations=_expectation_texts(expectations) if solution == "intermediate" else (),
        exclude=(*rows, *map(str, expressions)),
        include=("C",) if contradictions else (),
        ties=ties,
        max_models=max_models,
        row_dominance=bool(row_dominance),
    )
    problem = pose(table, rows, expressions, contradictions)
    if len(problem.positive) == 0:
        return _nothing(table, problem, settings)
    if solution == "intermediate":
        return _intermediate(table, problem, settings, given)
    avoid = problem.outside() if solution == "conservative" else problem.avoid
    found = _solve(problem, avoid, settings)
    plain = _plain(table, problem, settings, found)
    if not given:
        return plain
    unused = f'Expectations were given, but only solution="intermediate" uses them; this one is {solution}.'
    return replace(plain, advice=(*plain.advice, unused))


def _solve(problem: Problem, avoid: Ints, settings: SolutionSettings) -> Minimized:
    """Return prime implicants that avoid `avoid`, and the models that they make."""
    cubes = prime_implicants(problem.positive, avoid, problem.levels)
    chart = _cubes.matches(cubes, problem.positive)
    if settings.row_dominance:
        kept = ~_dominated(chart)
        cubes, chart = cubes[kept], chart[kept]
    find = minimum_covers if settings.ties == "minimum" else irredundant_covers
    return Minimized(cubes, chart, find(chart, settings.max_models))


def _dominated(chart: Bools) -> Bools:
    """Return which implicants cover a proper subset of the rows of another."""
    sizes = chart.sum(axis=1)
    distinct, position = np.unique(chart, axis=0, return_inverse=True)
    own = distinct.sum(axis=1)
    common = distinct.astype(np.int64) @ distinct.astype(np.int64).T
    proper = ((common == own[:, None]) & (own[None, :] > own[:, None])).any(axis=1)
    result: Bools = proper[position.reshape(-1)] & (sizes > 0)
    return result


def _plain(table: TruthTable, problem: Problem, settings: SolutionSettings, found: Minimized) -> Solution:
    """Return a conservative or parsimonious solution."""
    covers = found.covers
    letter = settings.solution[0].upper()
    models = tuple(
        Model(f"{letter}{number}", cubes, table, problem)
        for number, cubes in enumerate(found.models(), start=1)
    )
    advice = []
    if len(found.cubes) == 1 and (found.cubes == _cubes.FREE).all():
        advice.append(_unopposed(settings.solution))
    advice += _count_advice(
        len(models), covers.n_models, covers.exact, (covers.lower, covers.upper), settings
    )
    return Solution(
        settings=settings,
        truth_table=table,
        problem=problem,
        models=models,
        n_models=covers.n_models,
        n_models_exact=covers.exact,
        bounds=(covers.lower, covers.upper),
        advice=tuple(advice),
        implicant_cubes=found.cubes,
        essential_cubes=found.essential(),
    )


def _unopposed(kind: Kind) -> str:
    if kind == "conservative":
        return (
            'Every possible configuration is positive, so the solution is "1": the outcome is always present.'
        )
    return (
        'No row is to be avoided, so the solution is "1" (the empty term): the outcome is not '
        "contradicted anywhere in the truth table. This says that no configuration speaks against it, not "
        "that nothing is needed for the outcome."
    )


def _count_advice(
    shown: int,
    number: int,
    exact: bool,
    bounds: tuple[int, int],
    settings: SolutionSettings,
    unknown: str = "and the exact number was not determined within the bounds of the search.",
) -> list[str]:
    advice: list[str] = []
    if exact and number == shown:
        if number > 1:
            advice.append(
                f"There are {number} tied models; the data do not tell them apart. Report all of them, "
                "or how many there are."
            )
        return advice
    if exact:
        advice.append(f"Only {shown} of {number} models are listed; raise max_models to see more.")
    else:
        advice.append(
            f"The list is not complete: {counted(shown, 'model')} of at least {number} "
            f"{'is' if shown == 1 else 'are'} listed, {unknown}"
        )
    lower, upper = bounds
    if settings.ties == "minimum" and lower < upper:
        advice.append(
            f"The fewest terms of a model lie between {lower} and {upper} (proved bounds); the models "
            f"listed have {upper}."
        )
    return advice


def _nothing(table: TruthTable, problem: Problem, settings: SolutionSettings) -> Solution:
    """Return the solution of a table without a positive row: no model, and why."""
    advice = ["No row is positive, so there is nothing to minimize and the solution has no model."]
    if (table.codes == "1").any():
        advice.append("All positive rows were excluded.")
    else:
        advice += [
            sentence for sentence in table.advice if sentence.startswith("No configuration is sufficient")
        ]
    empty = np.empty((0, len(problem.names)), dtype=np.int64)
    return Solution(settings, table, problem, (), 0, True, (0, 0), tuple(advice), empty, empty)


# ---------------------------------------------------------------------- intermediate solutions


def _intermediate(
    table: TruthTable, problem: Problem, settings: SolutionSettings, expectations: Expectations
) -> Solution:
    """Return the models of every pair of a conservative and a parsimonious model.

    The rows of a pair's intermediate solution are the positive ones and those of the weakened conservative
    terms. Their complement is taken as cubes, so remainders are not enumerated here either.
    """
    conservative = _solve(problem, problem.outside(), settings)
    parsimonious = _solve(problem, problem.avoid, settings)
    pairs, all_pairs = _pairs(conservative, parsimonious, expectations)
    solved: dict[bytes, Minimized] = {}
    found: dict[bytes, tuple[Ints, list[Derivation]]] = {}
    for pair in pairs:
        key = pair.between.tobytes()
        if key not in solved:
            solved[key] = _solve(problem, problem.outside(pair.between), settings)
        for cubes in solved[key].models():
            found.setdefault(cubes.tobytes(), (cubes, []))[1].append(pair)
    ordered = sorted(
        found.values(), key=lambda item: (len(item[0]), [_cubes.sort_key(cube) for cube in item[0].tolist()])
    )
    models = tuple(
        Model(f"I{number}", cubes, table, problem, tuple(origins))
        for number, (cubes, origins) in enumerate(ordered[: settings.max_models], start=1)
    )
    pairs_known = all_pairs and conservative.covers.complete and parsimonious.covers.complete
    exact = pairs_known and all(part.covers.complete for part in solved.values())
    number = (
        len(ordered) if exact else max([len(ordered), *(part.covers.n_models for part in solved.values())])
    )
    bounds = (
        min(part.covers.lower for part in solved.values()),
        min(part.covers.upper for part in solved.values()),
    )
    advice = []
    if not expectations:
        advice.append(
            "No expectation is given, so no counterfactual is easy and the models are the conservative ones."
        )
    idle = [problem.names[column] for column in expectations.idle(problem.levels)]
    if idle:
        advice.append(f"Every value of {listed(idle, 10)} is expected, so nothing follows for it.")
    everything = (conservative, parsimonious, *solved.values())
    if all_pairs and not exact and all(part.covers.exact for part in everything):
        unknown = (
            f"and the exact number is not known, because max_models ({settings.max_models}) left out "
            "models that they are made from; raise it to see all."
        )
        advice += _count_advice(len(models), number, exact, bounds, settings, unknown)
    else:
        advice += _count_advice(len(models), number, exact, bounds, settings)
    if not all_pairs:
        advice.append(
            f"Models were derived from the first {MAX_PAIRS} pairs of "
            f"{counted(conservative.covers.n_models, 'conservative model')} and "
            f"{counted(parsimonious.covers.n_models, 'parsimonious model')}."
        )
    cubes = _union([part.cubes for part in solved.values()])
    return Solution(
        settings=settings,
        truth_table=table,
        problem=problem,
        models=models,
        n_models=number,
        n_models_exact=exact,
        bounds=bounds,
        advice=tuple(advice),
        implicant_cubes=cubes,
        # Where pairs are missing, a model of theirs may lack any implicant.
        essential_cubes=_in_all([part.essential() for part in solved.values()]) if pairs_known else cubes[:0],
    )


def _pairs(
    conservative: Minimized, parsimonious: Minimized, expectations: Expectations
) -> tuple[list[Derivation], bool]:
    """Return the weakened terms of every pair of models, and whether there are pairs beyond the limit."""
    weakened: dict[tuple[int, int], tuple[int, ...] | None] = {}

    def between(term: int, core: int) -> tuple[int, ...] | None:
        key = (term, core)
        if key not in weakened:
            own, other = conservative.cubes[term], parsimonious.cubes[core]
            inside = bool(((other == _cubes.FREE) | (other == own)).all())
            weakened[key] = expectations.weaken(own.tolist(), other.tolist()) if inside else None
        return weakened[key]

    pairs: list[Derivation] = []
    n_conditions = conservative.cubes.shape[1]
    for c, terms in enumerate(conservative.covers.models, start=1):
        for p, cores in enumerate(parsimonious.covers.models, start=1):
            if len(pairs) == MAX_PAIRS:
                return pairs, False
            made = {cube for term in terms for core in cores if (cube := between(term, core)) is not None}
            cubes = np.array(sorted(made), dtype=np.int64).reshape(len(made), n_conditions)
            pairs.append(Derivation(f"C{c}", f"P{p}", _without_parts(cubes), parsimonious.cubes[list(cores)]))
    return pairs, True


def _without_parts(cubes: Ints) -> Ints:
    """Return the cubes that lie in no other of them."""
    inside = _cubes.matches(cubes, cubes)
    # A free condition in the inner cube is not contained in a named one of the outer.
    for column in range(cubes.shape[1]):
        inside &= (cubes[:, None, column] == _cubes.FREE) | (cubes[None, :, column] != _cubes.FREE)
    np.fill_diagonal(inside, False)
    kept: Ints = cubes[~inside.any(axis=0)]
    return kept


def _union(parts: list[Ints]) -> Ints:
    distinct = np.unique(np.concatenate(parts), axis=0)
    ordered: Ints = distinct[_cubes.order(distinct)]
    return ordered


def _in_all(parts: list[Ints]) -> Ints:
    common = set(map(tuple, parts[0].tolist())).intersection(
        *(set(map(tuple, part.tolist())) for part in parts[1:])
    )
    cubes = np.array(sorted(common), dtype=np.int64).reshape(len(common), parts[0].shape[1])
    ordered: Ints = cubes[_cubes.order(cubes)]
    return ordered


def _expectation_texts(given: object) -> tuple[str, ...]:
    """Return expectations in words, for the settings."""
    if given is None:
        return ()
    if isinstance(given, Mapping):
        present, absent = "{} present", "{} absent"
        words = {None: "{} none", "+": present, "present": present, "-": absent, "absent": absent}
        texts = []
        for name, expected in given.items():
            if expected is None or isinstance(expected, str):
                texts.append(words[expected].format(name))
            else:
                texts.append(f"{name}{{{','.join(str(int(value)) for value in expected)}}}")
        return tuple(texts)
    items = [given] if isinstance(given, str | Expression) else list(given)  # type: ignore[call-overload]
    return tuple(str(item) for item in items)
