"""From a truth table to one of its solutions: conservative, intermediate or parsimonious."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from fsqca._checks import check_choice, check_count, check_fraction
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.demands import demands_of
from fsqca.minimization.expectations import ExpectationsLike, read_expectations
from fsqca.minimization.intermediate import intermediate_solution
from fsqca.minimization.limits import Limits, check_time
from fsqca.minimization.minimized import Minimized, count_advice, demand_advice, limit_advice, minimized
from fsqca.minimization.models import Model
from fsqca.minimization.problem import Excludable, Problem, pose, read_include, read_rows
from fsqca.minimization.settings import MAX_IMPLICANTS, Kind, SolutionSettings, Ties
from fsqca.minimization.solution import Solution
from fsqca.truth_table.table import TruthTable


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
    time_limit: float | None = None,
    max_implicants: int = MAX_IMPLICANTS,
    progress: bool | None = None,
    implicant_consistency: float = 0.0,
    model_consistency: float = 0.0,
    model_coverage: float = 0.0,
    assume: Excludable | Iterable[Excludable] = (),
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
    time_limit : float, optional
        Seconds after which the search ends with what it has: valid models, proved bounds, and advice that
        says what is not known. Default: none; the work is then bounded by a count, the same on all machines,
        but for the proof of the size of large charts, which is given ten seconds.
    max_implicants : int, default 500 000
        How many prime implicants to make at most, shortest first (up to 64 conditions), which bounds memory.
    progress : bool, optional
        Whether to show a progress bar. Default: from two seconds on, in a terminal or a notebook.
    implicant_consistency : float in [0, 1], default 0
        The consistency over all cases that every implicant must reach. In a conservative or intermediate
        solution prime implicants below it are left out. The implicants of a parsimonious solution are then
        the shortest conjunctions of literals of a positive row that reach it, and may cover negative rows.
    model_consistency, model_coverage : float in [0, 1], default 0
        The consistency and coverage over all cases that every model must reach; other models are left out.
    assume : int, str, Expression or a sequence of them, optional
        Good counterfactuals by theory: row numbers and expressions whose remainders are coded "1". They have
        to be covered in every kind of solution, and stand among the simplifying assumptions.

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
    if progress is not None and not isinstance(progress, bool):
        raise ArgumentTypeError(f"progress must be True, False or None, not {progress!r}.")
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
    rows, expressions = read_rows(exclude, table)
    assumed = read_rows(assume, table, "assume")
    contradictions = read_include(include)
    settings = SolutionSettings(
        solution=solution,
        expectations=_expectation_texts(expectations) if solution == "intermediate" else (),
        exclude=(*rows, *map(str, expressions)),
        include=("C",) if contradictions else (),
        ties=ties,
        max_models=max_models,
        row_dominance=bool(row_dominance),
        time_limit=check_time(time_limit),
        max_implicants=check_count("max_implicants", max_implicants),
        implicant_consistency=check_fraction("implicant_consistency", implicant_consistency),
        model_consistency=check_fraction("model_consistency", model_consistency),
        model_coverage=check_fraction("model_coverage", model_coverage),
        assume=(*assumed[0], *map(str, assumed[1])),
    )
    demands = demands_of(table, settings)
    problem = pose(table, rows, expressions, contradictions, assumed)
    if len(problem.positive) == 0:
        return _nothing(table, problem, settings)
    with Limits(settings.time_limit, settings.max_implicants, progress) as limits:
        if solution == "intermediate":
            return intermediate_solution(table, problem, settings, given, limits, demands)
        avoid = problem.outside() if solution == "conservative" else problem.avoid
        found = minimized(problem, avoid, settings, limits, demands)
        plain = _plain(table, problem, settings, found, limits)
    if not given:
        return plain
    unused = f'Expectations were given, but only solution="intermediate" uses them; this one is {solution}.'
    return replace(plain, advice=(*plain.advice, unused))


def _plain(
    table: TruthTable, problem: Problem, settings: SolutionSettings, found: Minimized, limits: Limits
) -> Solution:
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
    advice += demand_advice(found, settings)
    advice += count_advice(len(models), covers.n_models, covers.exact, (covers.lower, covers.upper), settings)
    advice += limit_advice(found.all_implicants, limits, settings, covers.exact, len(problem.names))
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
        all_prime_implicants=found.all_implicants,
        products=covers.products,
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
