"""Why an implicant, a row or a model is in a solution, or is not.

An implicant is prime because each of its literals is needed: without it a row to avoid would be covered. A
row's code follows from a rule of the truth table. A model cannot be smaller where some positive rows need an
implicant each, or where weights on the rows say so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.metrics import sufficiency_consistency
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.cover_bounds import SLACK, covering_weights
from fsqca.minimization.limits import Limits
from fsqca.minimization.models import Model, term_memberships
from fsqca.minimization.primes import bounded_prime_implicants
from fsqca.minimization.row_bounds import rows_apart
from fsqca.minimization.translation import cubes_of, expression_of
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER, TOLERANCE
from fsqca.truth_table.sums import corners_of_rows, row_numbers

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """An answer in sentences, with the frames behind it.

    Made by :meth:`fsqca.Solution.explain`.

    Attributes
    ----------
    subject : str
        What is explained.
    sentences : tuple of str
    frames : dict of str to DataFrame
        For an implicant ``"rows"`` (the positive rows that it covers) and ``"blocks"`` (for each literal a
        row that bars dropping it); for a row ``"implicants"`` (what covers it, in which models); for a model
        ``"terms"`` (the rows that only each term covers) and ``"bound"`` (the rows that prove its size).
    """

    subject: str
    sentences: tuple[str, ...]
    frames: dict[str, pd.DataFrame]

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """The frames below one another, with a first column ``what`` that names them."""
        parts = [frame.reset_index(drop=True).assign(what=name) for name, frame in self.frames.items()]
        together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"what": []})
        return together[["what", *together.columns.drop("what")]]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy()

    def __repr__(self) -> str:
        return f"<Explanation of {self.subject}: {self.sentences[0]}>"

    def __str__(self) -> str:
        parts = [self.subject, *self.sentences]
        for name, frame in self.frames.items():
            if len(frame):
                parts += [
                    "",
                    f"{name}:",
                    _display.text_table(frame.set_index(frame.columns[0]).rename_axis(None)),
                ]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(frame.set_index(frame.columns[0]).rename_axis(None), caption=name)
            for name, frame in self.frames.items()
            if len(frame)
        )
        return _display.html_heading(self.subject) + _display.html_notes(self.sentences) + tables


def explain(solution: Solution, what: object) -> Explanation:
    """Return why something is in a solution or is not; see :meth:`fsqca.Solution.explain`."""
    if isinstance(what, Model):
        for model in solution.models:
            if model.name == what.name and np.array_equal(model.cubes, what.cubes):
                return _model(solution, model)
        raise ArgumentError(
            f"what is the model {what.name}, which is not one of this {solution.kind} solution. Explain it "
            "in the solution that it is from."
        )
    if isinstance(what, int | np.integer) and not isinstance(what, bool):
        return _row(solution, int(what))
    if isinstance(what, str):
        for model in solution.models:
            if model.name == what and what not in solution.problem.names:
                return _model(solution, model)
    if isinstance(what, str | Expression):
        return _implicant(solution, as_expression(what))
    raise ArgumentTypeError(
        f'what must be a term such as "A*~B", a row number, a model or its name such as "P1", not {what!r}.'
    )


def _avoided(solution: Solution) -> Ints:
    """Return rows and cubes that no implicant of the solution may cover."""
    problem = solution.problem
    return problem.outside() if solution.kind == "conservative" else problem.avoid


def _constrained(solution: Solution) -> bool:
    """Return whether implicants only have to be consistent, and may cover rows that are avoided otherwise."""
    return solution.settings.implicant_consistency > 0 and solution.kind == "parsimonious"


def _text(solution: Solution, cube: Ints) -> str:
    return str(expression_of([cube.tolist()], solution.problem.names, solution.problem.levels))


def _why_avoided(solution: Solution, cube: Ints) -> tuple[int, str]:
    """Return a row of a cube to avoid, and what it is."""
    table = solution.truth_table
    corner = np.where(cube == _cubes.FREE, 0, cube)[None]
    row = int(row_numbers(corner, solution.problem.levels)[0])
    code = str(table.codes[table.numbers.index(row)]) if row in table.numbers else REMAINDER
    if code == REMAINDER:
        excluded = _cubes.matches(solution.problem.avoid, corner).any()
        return row, "excluded remainder" if excluded else "remainder"
    return row, {NEGATIVE: "negative", POSITIVE: "excluded"}.get(code, "contradiction")


# ---------------------------------------------------------------------- implicants


def _implicant(solution: Solution, expression: Expression) -> Explanation:
    problem = solution.problem
    cubes = cubes_of(expression, problem.names, problem.levels, "what")
    if len(cubes) != 1:
        raise ArgumentError(
            f"what is {str(expression)!r}, which is not one conjunction with one value of each condition. "
            "Explain one term at a time."
        )
    cube = cubes[0]
    name = _text(solution, cube)
    covered = _cubes.matches(cube[None], problem.positive)[0]
    rows = [row for row, hit in zip(problem.positive_rows, covered, strict=True) if hit]
    frames = {"rows": _rows_frame(solution, rows)}
    subject = f"{name} in the {solution.kind} solution"
    known = (solution.implicant_cubes == cube).all(axis=1)
    if not known.any():
        return Explanation(subject, _why_not(solution, cube, rows), frames)
    constrained = _constrained(solution)
    if not constrained:
        frames["blocks"] = _blocks(solution, cube)
    beyond = _cubes.size(_cubes.subtract(cube[None], problem.evident, problem.levels), problem.levels)
    models = [model.name for model in solution.models if (model.cubes == cube).all(axis=1).any()]
    alone = solution._chart[:, covered].sum(axis=0) == 1
    only = [row for row, sole in zip(rows, alone, strict=True) if sole]
    literals = int((cube != _cubes.FREE).sum())
    if constrained:
        reason = f"no part of it has a consistency of {solution.settings.implicant_consistency:g}."
    elif literals > 1:
        reason = "none of its literals can be dropped."
    else:
        reason = "its literal cannot be dropped." if literals else "it has no literal to drop."
    sentences = [f"{name} is a prime implicant: it covers {counted(len(rows), 'positive row')}, and {reason}"]
    if not constrained and len(frames["blocks"]) < literals:
        sentences.append(
            "What bars dropping a literal is not shown for each, as no model is listed of the pair of models "
            "that it is from."
        )
    sentences.append(
        f"It rests on {counted(beyond, 'simplifying assumption')}."
        if beyond
        else "It rests on no assumption."
    )
    if not only:
        sentences.append("Every row that it covers is covered by another prime implicant too.")
    else:
        so = (
            "so it is in every model."
            if solution._all_known
            else "of those that were made; there may be others, so it need not be in every model."
        )
        sentences.append(f"It alone covers {'row' if len(only) == 1 else 'rows'} {listed(only, 20)}, {so}")
    shown = f"{counted(len(models), 'model')} of {len(solution.models)}"
    listing = "" if solution.complete else " listed"
    sentences.append(f"It is in {shown}{listing}{f': {listed(models, 10)}' if models else ''}.")
    return Explanation(subject, tuple(sentences), frames)


def _rows_frame(solution: Solution, rows: list[int]) -> pd.DataFrame:
    table = solution.truth_table
    cases = {row: table.cases(row) for row in rows if row in table.numbers} if table.evidence else {}
    return pd.DataFrame(
        {
            "row": pd.Series(rows, dtype=object),
            "configuration": [
                _text(solution, corner) for corner in corners_of_rows(rows, solution.problem.levels)
            ]
            if rows
            else [],
            "cases": [", ".join(map(str, cases.get(row) or ())) for row in rows],
        }
    )


def _blocks(solution: Solution, cube: Ints) -> pd.DataFrame:
    """Return for each literal a row that the implicant would cover without it, and may not."""
    lines: list[tuple[str, int, str, str]] = []
    avoid = _avoided_by_any(solution, cube)
    # An observed row says more than a remainder, and cubes of rows to avoid do not tell them apart.
    table = solution.truth_table
    seen = table.corners[np.isin(table.codes, [NEGATIVE, CONTRADICTION])]
    avoid = np.concatenate([seen[_cubes.matches(avoid, seen).any(axis=0)], avoid])
    avoid = avoid[np.argsort((avoid == _cubes.FREE).sum(axis=1), kind="stable")]
    for column in np.flatnonzero(cube != _cubes.FREE):
        shorter = cube.copy()
        shorter[column] = _cubes.FREE
        meets = _meets(shorter, avoid)
        literal = np.full(len(cube), _cubes.FREE)
        literal[column] = cube[column]
        if not meets.any():
            continue  # only the pair of models that it is from bars it, and that is not listed
        chosen = avoid[np.argmax(meets)]
        common = np.where(shorter == _cubes.FREE, chosen, shorter)
        row, kind = _why_avoided(solution, common)
        corner = corners_of_rows([row], solution.problem.levels)[0]
        lines.append((_text(solution, literal), row, _text(solution, corner), kind))
    return pd.DataFrame(lines, columns=["literal", "row", "configuration", "code"])


def _avoided_by_any(solution: Solution, cube: Ints) -> Ints:
    """Return what an implicant may not cover; for an intermediate one, in the pair of models it is from."""
    if solution.kind != "intermediate":
        return _avoided(solution)
    seen: set[bytes] = set()
    for model in solution.models:
        for own in model.derivations:
            if own.between.tobytes() in seen:
                continue
            seen.add(own.between.tobytes())
            avoid = solution.problem.outside(own.between)
            if _is_prime(cube, avoid):
                return avoid
    return solution.problem.avoid


def _meets(cube: Ints, avoid: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (avoid == cube) | (avoid == _cubes.FREE) | (cube == _cubes.FREE)
    ).all(axis=1)
    return result


def _is_prime(cube: Ints, avoid: Ints) -> bool:
    if _meets(cube, avoid).any():
        return False
    for column in np.flatnonzero(cube != _cubes.FREE):
        shorter = cube.copy()
        shorter[column] = _cubes.FREE
        if not _meets(shorter, avoid).any():
            return False
    return True


def _why_not(solution: Solution, cube: Ints, rows: list[int]) -> tuple[str, ...]:
    name = _text(solution, cube)
    constrained = _constrained(solution)
    avoid = _avoided(solution)
    hit = avoid[_meets(cube, avoid)]
    if len(hit) and not constrained:
        hit = hit[np.argsort((hit == _cubes.FREE).sum(axis=1), kind="stable")]
        row, kind = _why_avoided(solution, np.where(cube == _cubes.FREE, hit[0], cube))
        return (f"{name} is not an implicant: it covers row {row}, a {kind} row that may not be covered.",)
    if not rows:
        return (f"{name} is not in the chart: it covers no positive row.",)
    own = solution.implicant_cubes
    wider = own[((own == cube) | (own == _cubes.FREE)).all(axis=1)]
    if len(wider):
        return (f"{name} is an implicant, but not a prime one: {_text(solution, wider[0])} holds all of it.",)
    evidence, cut = solution.truth_table.evidence, solution.settings.implicant_consistency
    if cut > 0 and evidence is not None:
        x = term_memberships(solution.truth_table, cube[None])
        value = float(np.ravel(sufficiency_consistency(x, evidence.outcome))[0])
        if not value >= cut - TOLERANCE:
            return (f"{name} was left out: its consistency of {value:.3f} is below the {cut:g} asked for.",)
    begin = f"{name} covers no row that may not be covered"
    if constrained:
        begin = f"{name} is consistent enough"
    return (
        f"{begin}, but is not among the prime implicants of this "
        "solution: "
        + (
            "not all of them were made."
            if not solution.all_prime_implicants
            else "of an intermediate solution these are only those that easy counterfactuals allow."
            if solution.kind == "intermediate"
            else "it was set aside by an option of the minimization."
        ),
    )


# ---------------------------------------------------------------------- rows


def _row(solution: Solution, row: int) -> Explanation:
    table, problem = solution.truth_table, solution.problem
    if not 1 <= row <= table.n_configurations:
        raise ArgumentError(f"There is no row {row}. Rows are numbered 1 to {table.n_configurations}.")
    corner = corners_of_rows([row], problem.levels)
    subject = f"Row {row} ({_text(solution, corner[0])}) in the {solution.kind} solution"
    sentences = [_code_sentence(solution, row, corner)]
    covering = solution.implicant_cubes[_cubes.matches(solution.implicant_cubes, corner)[:, 0]]
    lines = []
    for cube in covering:
        models = [model.name for model in solution.models if (model.cubes == cube).all(axis=1).any()]
        lines.append((_text(solution, cube), len(models), listed(models, 10) if models else ""))
    frame = pd.DataFrame(lines, columns=["implicant", "models", "which"])
    used = [model.name for model in solution.models if _cubes.matches(model.cubes, corner).any()]
    if row in problem.positive_rows:
        sentences.append(
            f"{counted(len(covering), 'prime implicant')} covers it."
            if len(covering) == 1
            else f"{len(covering)} prime implicants cover it."
        )
    elif used and _avoided_elsewhere(solution, corner):
        sentences.append(
            f"It is covered in {counted(len(used), 'model')}, as an implicant only has to reach a "
            f"consistency of {solution.settings.implicant_consistency:g} here: {listed(used, 10)}."
        )
    elif used:
        kinds = []
        for word, frames in (
            ("easy", _cubes_of(solution, "easy")),
            ("difficult", _cubes_of(solution, "difficult")),
        ):
            if len(frames) and _cubes.matches(frames, corner).any():
                kinds.append(word)
        described = f" ({' and '.join(kinds)})" if kinds else ""
        sentences.append(
            f"It is a simplifying assumption{described} of {counted(len(used), 'model')}: {listed(used, 10)}."
        )
    elif _cubes.matches(problem.avoid, corner).any():
        sentences.append("No model covers it." if _constrained(solution) else "No model may cover it.")
    elif _cubes.matches(problem.optional, corner).any():
        sentences.append("It may be covered, but no model uses it.")
    else:
        sentences.append(
            "No model uses it: a conservative solution uses no remainder."
            if solution.kind == "conservative"
            else "No model uses it, as none becomes simpler by it."
            if solution.kind == "parsimonious"
            else "No model uses it: it is no easy counterfactual, or makes no model simpler."
        )
    return Explanation(subject, tuple(sentences), {"implicants": frame})


def _avoided_elsewhere(solution: Solution, corner: Ints) -> bool:
    """Return whether a row is avoided unless implicants only have to be consistent."""
    return _constrained(solution) and bool(_cubes.matches(solution.problem.avoid, corner).any())


def _cubes_of(solution: Solution, kind: str) -> Ints:
    from fsqca.minimization.models import difficult_cubes, easy_cubes

    if solution.kind != "intermediate":
        return np.empty((0, len(solution.problem.names)), dtype=np.int64)
    make = easy_cubes if kind == "easy" else difficult_cubes
    return make(solution._derivations, solution.problem)


def _code_sentence(solution: Solution, row: int, corner: Ints) -> str:
    table, problem = solution.truth_table, solution.problem
    if len(problem.assumed) and _cubes.matches(problem.assumed, corner).any():
        return "It is a remainder that is assumed to be sufficient, and is treated as positive."
    if row not in table.numbers:
        if _cubes.matches(problem.avoid, corner).any():
            return "It has no case and was excluded, so it is treated as negative."
        return "It has no case: a logical remainder."
    position = table.numbers.index(row)
    code, coding = str(table.codes[position]), table.settings.coding
    n, value, pri = table.n[position], table.consistency[position], table.pri[position]
    if row in solution.settings.exclude:
        return f"It is coded {code} in the truth table, and was excluded, so it is treated as negative."
    if math.isnan(value):
        return f"It is coded {code} in the truth table, which has no data behind it."
    if code == REMAINDER:
        return (
            f"It has {counted(int(n), 'case')}, fewer than the frequency cut-off of {coding.frequency}: a "
            "remainder."
        )
    if code == POSITIVE:
        by_pri = f" and its PRI of {pri:.3f} the cut-off of {coding.pri:g}" if coding.pri > 0 else ""
        return (
            f"It is positive: its consistency of {value:.3f} reaches the cut-off of {coding.consistency:g}"
            f"{by_pri}."
        )
    if code == NEGATIVE and value >= coding.consistency - SLACK:
        return f"It is negative: its PRI of {pri:.3f} is below the cut-off of {coding.pri:g}."
    if code == NEGATIVE:
        return f"It is negative: its consistency of {value:.3f} is below the cut-off of {_lower(coding)}."
    return (
        f"It is a contradiction: its consistency of {value:.3f} is below the cut-off of "
        f"{coding.consistency:g} and reaches the lower one of {coding.contradiction:g}."
    )


def _lower(coding: object) -> str:
    contradiction = getattr(coding, "contradiction", None)
    return f"{contradiction if contradiction is not None else getattr(coding, 'consistency', 0.0):g}"


# ---------------------------------------------------------------------- models


def _model(solution: Solution, model: Model) -> Explanation:
    problem = solution.problem
    own = _cubes.matches(model.cubes, problem.positive)
    alone = own & (own.sum(axis=0) == 1)
    lines = []
    for cube, covers, only in zip(model.cubes, own, alone, strict=True):
        rows = [row for row, hit in zip(problem.positive_rows, only, strict=True) if hit]
        lines.append((_text(solution, cube), int(covers.sum()), listed(rows, 20) if rows else ""))
    terms = pd.DataFrame(lines, columns=["term", "rows", "only_it_covers"])
    size = len(model.cubes)
    subject = f"{model.name}: {model.expression}"
    many = counted(len(problem.positive), "positive row")
    sentences = [f"{counted(size, 'term')} cover{'s' if size == 1 else ''} the {many}."]
    if solution.settings.ties == "irredundant":
        sentences.append("Each term has a row that only it covers, so none can be taken out.")
        return Explanation(subject, tuple(sentences), {"terms": terms})
    constrained = _constrained(solution)
    avoid, fewer = _avoided(solution), "No model has fewer"
    known = solution.all_prime_implicants
    chart = solution._chart
    if solution.kind == "intermediate":
        # Models are the smallest of a pair of models; those of other pairs can be smaller.
        pair = model.derivations[0]
        avoid = problem.outside(pair.between)
        fewer = f"No model of {pair.conservative} with {pair.parsimonious} has fewer"
    # Implicants that only have to be consistent may cover rows that are avoided otherwise.
    apart = [] if constrained else rows_apart(problem.positive, avoid)
    rows = [problem.positive_rows[position] for position in apart]
    bound = pd.DataFrame({"row": pd.Series(rows, dtype=object), "weight": np.ones(len(rows))})
    if size == 1:
        sentences.append("No model has fewer: one term is the least that covers a row.")
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    if len(apart) == size:
        sentences.append(
            f"{fewer}: of rows {listed(rows, 30)} no implicant covers two, so they need "
            f"{counted(size, 'term')}."
        )
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    if solution.kind == "intermediate":
        limits = Limits(max_implicants=solution.settings.max_implicants, progress=False)
        cubes, known = bounded_prime_implicants(problem.positive, avoid, limits)
        chart = _cubes.matches(cubes, problem.positive)
    if not known:
        sentences.append(
            "Not all prime implicants were made: that there is no smaller model is not proved beyond "
            f"{counted(max(1, len(apart)), 'term')}."
        )
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    weights = covering_weights(np.unique(chart, axis=0).astype(np.float64), np.ones(chart.shape[1]))
    least = math.ceil(weights.sum() - SLACK)
    used = np.flatnonzero(weights > SLACK)
    bound = pd.DataFrame(
        {"row": [problem.positive_rows[position] for position in used], "weight": weights[used]}
    )
    proved = solution.bounds == (size, size) or (solution.kind == "intermediate" and solution.n_models_exact)
    if least >= size:
        sentences.append(
            f"{fewer}: with these weights on the rows no prime implicant covers more than 1 in "
            f"all, and together they weigh {weights.sum():.2f}, so {counted(size, 'term')} are needed."
        )
    elif proved:
        sentences.append(
            f"Weights on the rows prove that {least} terms are needed; that no {size - 1} suffice was proved "
            "by trying all that could."
        )
    else:
        sentences.append(
            f"Whether a model has fewer is not known: at least {counted(solution.bounds[0], 'term')} "
            f"{'is' if solution.bounds[0] == 1 else 'are'} needed."
        )
    return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
