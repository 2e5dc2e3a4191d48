"""Which conditions, and which combinations of conditions, are necessary for an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import check_count, check_fraction, counted, listed
from fsqca._display import html_table, text_table
from fsqca._frames import Sets, as_frame, calibration_of, check_text_names, take_sets
from fsqca._types import Bools, Floats, Ints, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError
from fsqca.expressions import Expression, Literal, parse
from fsqca.expressions.evaluation import disjunction, literal_memberships
from fsqca.metrics import ratio

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("consistency", "coverage", "ron")
#: A consistent condition whose RoN is below this is flagged as trivial: a rule of thumb, not a cut-off.
TRIVIAL_RON = 0.5
#: Comparisons with a cut-off carry this tolerance.
TOLERANCE = 1e-9
#: The search stops with an error where one step would have to look at more combinations than this.
MOST_CANDIDATES = 5_000_000
#: Numbers held at once while memberships in combinations are made.
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Necessity:
    """Conditions and combinations that are necessary for an outcome.

    Attributes
    ----------
    outcome : str
        The outcome, an expression.
    conditions : tuple of str
        The conditions that were looked at.
    labels, kinds : tuple of str
        The expressions in `table`, and for each ``"condition"``, ``"conjunction"`` or ``"disjunction"``.
    values : ndarray of float, shape (n_rows, 3)
        What `table` holds.
    single_labels : tuple of str
        Every condition and its negation, or every value of a multi-value condition.
    single_values : ndarray of float, shape (n_single, 3)
        Their consistency, coverage and RoN.
    consistency, coverage, ron : float
        The cut-offs.
    depth : int
        The largest number of conditions in a combination.
    n_cases : int
        The number of cases behind the numbers.
    missing : "raise" or "drop"
        What was to happen to cases with a missing value.
    dropped : tuple
        The cases left out because a value was missing.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    """

    outcome: str
    conditions: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Floats
    single_labels: tuple[str, ...]
    single_values: Floats
    consistency: float
    coverage: float
    ron: float
    depth: int
    n_cases: int
    missing: Missing
    dropped: tuple[Any, ...]
    calibration: pd.DataFrame | None = None

    @property
    def table(self) -> pd.DataFrame:
        """Return what passes every cut-off: index the expression; columns ``consistency, coverage, ron``.

        First single conditions, then conjunctions, then disjunctions (SUIN candidates).
        """
        return _frame(self.labels, self.values)

    @property
    def all_conditions(self) -> pd.DataFrame:
        """Return every single condition and its negation, whether it passes or not, as articles print it.

        Columns ``consistency, coverage, ron``; ``passes``: it reaches every cut-off; ``trivial``: it reaches
        the cut-off of consistency, but its RoN is below 0.5, so that it is necessary mainly by being nearly
        always present.
        """
        frame = _frame(self.single_labels, self.single_values)
        consistent = _reaches(self.single_values[:, 0], self.consistency)
        frame["passes"] = _passes(self.single_values, (self.consistency, self.coverage, self.ron))
        frame["trivial"] = consistent & (self.single_values[:, 2] < TRIVIAL_RON - TOLERANCE)
        return frame

    @property
    def suin(self) -> pd.DataFrame:
        """Return the rows of `table` that are disjunctions: SUIN candidates, none with a part that passes."""
        return self.table.loc[[kind == "disjunction" for kind in self.kinds]]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions in `table`."""
        return tuple(parse(label, self.conditions) for label in self.labels)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader should know: nothing found, undefined numbers, dropped cases."""
        notes: list[str] = []
        if np.isnan(self.single_values[:, 0]).all():
            notes.append(f"Consistency is undefined: no case has a membership above 0 in {self.outcome}.")
        elif not self.labels:
            best = int(np.nanargmax(self.single_values[:, 0]))
            notes.append(
                f"Nothing reaches the cut-offs. The most consistent condition is {self.single_labels[best]} "
                f"with {self.single_values[best, 0]:.3f}."
            )
        labels, values = self.single_labels + self.labels, np.vstack((self.single_values, self.values))
        for column, name, reason in (
            (1, "Coverage", "no case has a membership above 0 in it"),
            (2, "RoN", f"every case is a full member of it and of {self.outcome}"),
        ):
            bad = [label for label, value in zip(labels, values[:, column], strict=True) if np.isnan(value)]
            if bad:
                notes.append(f"{name} is undefined for {listed(dict.fromkeys(bad), 10)}: {reason}.")
        if self.dropped:
            left_out = counted(len(self.dropped), "case")
            notes.append(f"{left_out} with missing values left out: {listed(self.dropped, 10)}.")
        return tuple(notes)

    def __repr__(self) -> str:
        found, looked = counted(len(self.labels), "expression"), counted(len(self.conditions), "condition")
        return (
            f"<Necessity for {self.outcome}: {found} found among {looked}, depth {self.depth}, "
            f"{counted(self.n_cases, 'case')}>"
        )

    def __str__(self) -> str:
        parts = [self._head, text_table(self._shown)]
        found = self._combinations
        if len(found):
            parts += ["Combinations that pass", text_table(found)]
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def _repr_html_(self) -> str:
        found = self._combinations
        more = html_table(found, caption="Combinations that pass") if len(found) else ""
        return html_table(self._shown, caption=self._head, notes=self.notes) + more

    @property
    def _head(self) -> str:
        return (
            f"Necessity for {self.outcome}, {counted(self.n_cases, 'case')}: "
            f"consistency >= {self.consistency:g}, coverage >= {self.coverage:g}, RoN >= {self.ron:g}"
        )

    @property
    def _shown(self) -> pd.DataFrame:
        frame = self.all_conditions.rename(columns={"ron": "RoN"}).rename_axis(index=None)
        for name in ("passes", "trivial"):
            frame[name] = ["yes" if flag else "" for flag in frame[name]]
        return frame

    @property
    def _combinations(self) -> pd.DataFrame:
        frame = self.table.rename(columns={"ron": "RoN"}).rename_axis(index=None)
        frame["kind"] = ["SUIN candidate" if kind == "disjunction" else kind for kind in self.kinds]
        return frame.loc[frame["kind"] != "condition"]


def find_necessary(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    coverage: float = 0.0,
    ron: float = 0.0,
    depth: int = 1,
    missing: Missing = "raise",
) -> Necessity:
    """Return the conditions, and for depth > 1 the combinations, that are necessary for an outcome.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x sets: fuzzy and crisp memberships in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....
    outcome : str or Expression
        The outcome; any expression, such as ``"~Y"``.
    conditions : sequence of str, optional
        The columns to look at. Default: all columns that the outcome does not use; they must be numeric.
    consistency : float in [0, 1], default 0.9
        The least consistency of necessity.
    coverage : float in [0, 1], default 0.0
        The least coverage of necessity.
    ron : float in [0, 1], default 0.0
        The least relevance of necessity. A low RoN means that a condition is trivial: present nearly
        everywhere.
    depth : int >= 1, default 1
        The largest number of conditions in a combination.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in the outcome or a condition: stop, or leave the case out
        and say so in the result.

    Returns
    -------
    Necessity
        ``.table`` holds what reaches all three cut-offs: single conditions; for ``depth > 1`` also
        conjunctions that are not part of a longer one listed, and disjunctions of which no part passes (SUIN
        candidates). ``.all_conditions`` holds every single condition and its negation.

    Raises
    ------
    ArgumentError
        If the outcome is among the conditions, or a cut-off is outside [0, 1].
    UnknownNameError
        If a condition or a set of the outcome is not a column of the data.
    DataError
        If a column is not numeric, not calibrated, or has a missing value.
    TooLargeError
        If there are too many combinations to look at; take a smaller depth or fewer conditions.

    Notes
    -----
    With x the membership in a condition or combination and y that in the outcome:

    - consistency ``sum min(x, y) / sum y``
    - coverage ``sum min(x, y) / sum x``
    - RoN ``sum (1 - x) / sum (1 - min(x, y))``

    "Passes" means all three together, each compared with a tolerance of 1e-9. An undefined number does not
    pass, but coverage and RoN do not matter where their cut-off is 0.

    A combination has at most one literal of each condition, and single values of multi-value conditions. A
    conjunction is never more consistent than its parts, but it can pass on coverage or RoN where they fail,
    so the search goes by consistency and the other cut-offs are applied afterwards. A disjunction becomes
    more consistent with every part, which is why it needs a theoretical meaning of its own: what is listed is
    a candidate.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Mahoney, J., Kimball, E., & Koivu, K. L. (2009). The logic of historical explanation in the social
    sciences. Comparative Political Studies, 42(1), 114-146.

    Examples
    --------
    Synthetic memberships of four cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame({"A": [0.9, 0.2, 0.7, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.8, 0.5, 0.2]})
    >>> print(find_necessary(data, "Y", depth=2, ron=0.6))
    Necessity for Y, 4 cases: consistency >= 0.9, coverage >= 0, RoN >= 0.6
    <BLANKLINE>
       consistency coverage    RoN passes trivial
    A        0.696    0.842  0.875
    ~A       0.609    0.667  0.731
    B        0.696    0.889  0.917
    ~B       0.696    0.727  0.750
    <BLANKLINE>
    Combinations that pass
    <BLANKLINE>
          consistency coverage    RoN            kind
    A + B       1.000    0.852  0.765  SUIN candidate
    """
    cuts = (
        check_fraction("consistency", consistency),
        check_fraction("coverage", coverage),
        check_fraction("ron", ron),
    )
    depth = check_count("depth", depth)
    expression = parse(outcome)
    if not expression.used:
        raise ArgumentError(f"outcome is {str(expression)!r}, which names no set: name a column of the data.")
    names = _conditions(as_frame(data), expression, conditions)
    sets = take_sets(data, (*names, *expression.used), missing=missing)
    y = disjunction(expression.evaluate_terms(sets))
    literals, owner = _literals(sets, names)
    x = np.array([literal_memberships(literal, sets) for literal in literals])
    everything = np.arange(len(literals))[:, np.newaxis]
    single = _numbers(x, y, everything, np.minimum)
    found: list[tuple[tuple[int, ...], str, Floats]] = [
        ((position,), "condition", single[position])
        for position in np.flatnonzero(_passes(single, cuts)).tolist()
    ]
    if depth > 1:
        found += _conjunctions(x, y, owner, single, cuts, depth)
        found += _disjunctions(x, y, owner, single, cuts, depth)
    signs = {"condition": "", "conjunction": "*", "disjunction": " + "}
    return Necessity(
        outcome=str(expression),
        conditions=names,
        labels=tuple(signs[kind].join(str(literals[i]) for i in members) for members, kind, _ in found),
        kinds=tuple(kind for _, kind, _ in found),
        values=np.array([numbers for *_, numbers in found]).reshape(-1, 3),
        single_labels=tuple(map(str, literals)),
        single_values=single,
        consistency=cuts[0],
        coverage=cuts[1],
        ron=cuts[2],
        depth=depth,
        n_cases=len(y),
        missing=missing,
        dropped=sets.dropped,
        calibration=calibration_of(data),
    )


# ---- the door


def _conditions(
    frame: pd.DataFrame, outcome: Expression, conditions: Sequence[str] | str | None
) -> tuple[str, ...]:
    """Return the names of the conditions, or raise."""
    if conditions is None:
        names = tuple(name for name in frame.columns if name not in outcome.used)
        if not names:
            raise ArgumentError(
                f"data has no columns besides those of the outcome {outcome}, so there is no condition."
            )
        check_text_names(names)
        return names
    if isinstance(conditions, str):
        conditions = (conditions,)
    if not isinstance(conditions, Iterable):
        raise ArgumentTypeError(
            f'conditions must be a list of column names such as ["A", "B"], not {conditions!r}.'
        )
    names = tuple(conditions)
    check_text_names(names)
    if not names:
        raise ArgumentError(
            "conditions is empty. Name at least one column, or leave it out to take all others."
        )
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ArgumentError(f"conditions has {listed(twice)} more than once. Name each condition once.")
    both = [name for name in names if name in outcome.used]
    if both:
        raise ArgumentError(
            f"conditions has {listed(both)}, which the outcome {str(outcome)!r} uses. "
            "A set cannot be a condition of its own; leave it out of conditions."
        )
    return names


def _literals(sets: Sets, names: Sequence[str]) -> tuple[list[Literal], Ints]:
    """Return every literal of every condition, present before negated, and the position of its condition."""
    literals: list[Literal] = []
    owner: list[int] = []
    for position, name in enumerate(names):
        levels = sets.levels[position]
        values = range(levels - 1, -1, -1)
        literals += [Literal(name, (value,), braces=levels > 2) for value in values]
        owner += [position] * levels
    return literals, np.array(owner)


# ---- numbers of combinations


def _numbers(x: Floats, y: Floats, members: Ints, operation: Any) -> Floats:
    """Return consistency, coverage and RoN of combinations of literals, shape (n, 3).

    `x` (n_literals, n_cases) are memberships, `members` (n, size) the literals of each combination and
    `operation` the minimum or the maximum.
    """
    result = np.empty((len(members), 3))
    step = max(1, _CHUNK // len(y))
    sum_y = y.sum()
    for start in range(0, len(members), step):
        part = members[start : start + step]
        combined = x[part[:, 0]]
        for column in part.T[1:]:
            operation(combined, x[column], out=combined)
        overlap = np.minimum(combined, y)
        sum_xy = overlap.sum(axis=1)
        chunk = result[start : start + step]
        chunk[:, 0] = ratio(sum_xy, sum_y)
        chunk[:, 1] = ratio(sum_xy, combined.sum(axis=1))
        chunk[:, 2] = ratio((1.0 - combined).sum(axis=1), (1.0 - overlap).sum(axis=1))
    return result


def _reaches(values: Floats, cut: float) -> Bools:
    reaches: Bools = values >= cut - TOLERANCE
    return reaches


def _passes(values: Floats, cuts: Sequence[float]) -> Bools:
    """Return which rows reach all cut-offs; coverage or RoN with a cut-off of 0 may also be undefined."""
    passes = _reaches(values[:, 0], cuts[0])
    for column, cut in zip(values.T[1:], cuts[1:], strict=True):
        if cut > 0.0:
            passes = passes & _reaches(column, cut)
    return passes


# ---- combinations of literals


def _extended(members: Ints, literals: Ints, owner: Ints) -> Ints:
    """Return each combination with each later literal of another condition added, shape (n, size + 1)."""
    # `literals` is sorted: what may follow a combination are the literals from a first place on.
    first = np.searchsorted(literals, members[:, -1], side="right")
    counts = len(literals) - first
    total = int(counts.sum())
    if total > MOST_CANDIDATES:
        raise TooLargeError(
            f"There are {total} combinations of {members.shape[1] + 1} conditions to look at, more than "
            f"{MOST_CANDIDATES}. Take a smaller depth or fewer conditions."
        )
    left = np.repeat(np.arange(len(members)), counts)
    place = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    right = literals[place]
    other = owner[right] != owner[members[left, -1]]
    return np.column_stack((members[left[other]], right[other])).astype(np.int64)


def _conjunctions(
    x: Floats, y: Floats, owner: Ints, single: Floats, cuts: Sequence[float], depth: int
) -> Iterator[tuple[tuple[int, ...], str, Floats]]:
    """Yield the conjunctions of at least two literals that pass and are not part of a longer one that passes.

    Consistency never rises when a literal is added, so only consistent conjunctions are extended.
    """
    consistent = np.flatnonzero(_reaches(single[:, 0], cuts[0]))
    members: Ints = consistent[:, np.newaxis]
    passing: dict[tuple[int, ...], Floats] = {}
    for _ in range(2, depth + 1):
        members = _extended(members, consistent, owner)
        if not len(members):
            break
        values = _numbers(x, y, members, np.minimum)
        hits = np.flatnonzero(_passes(values, cuts))
        for position in hits.tolist():
            passing[tuple(members[position].tolist())] = values[position]
        members = members[_reaches(values[:, 0], cuts[0])]
    longest: list[frozenset[int]] = []
    for key in sorted(passing, key=len, reverse=True):
        if not any(longer.issuperset(key) for longer in longest):
            longest.append(frozenset(key))
    maximal = set(longest)
    for key, numbers in passing.items():
        if frozenset(key) in maximal:
            yield key, "conjunction", numbers


def _disjunctions(
    x: Floats, y: Floats, owner: Ints, single: Floats, cuts: Sequence[float], depth: int
) -> Iterator[tuple[tuple[int, ...], str, Floats]]:
    """Yield the disjunctions of at least two literals that pass while no part of them passes."""
    literals = np.flatnonzero(~_passes(single, cuts))
    members: Ints = literals[:, np.newaxis]
    passing: dict[int, list[tuple[int, ...]]] = {}
    for _ in range(2, depth + 1):
        members = _extended(members, literals, owner)
        if not len(members):
            break
        # A part that passes, and was not a part before, has the literal that was added as its own last one.
        inside = np.zeros((len(members), len(x)), dtype=bool)
        np.put_along_axis(inside, members, True, axis=1)
        fresh = np.ones(len(members), dtype=bool)
        for last, parts in passing.items():
            candidates = np.flatnonzero(members[:, -1] == last)
            columns = np.asfortranarray(inside[candidates])
            for part in parts:
                fresh[candidates[columns[:, list(part)].all(axis=1)]] = False
        members = members[fresh]
        values = _numbers(x, y, members, np.maximum)
        passes = _passes(values, cuts)
        for position in np.flatnonzero(passes).tolist():
            part = tuple(members[position].tolist())
            passing.setdefault(part[-1], []).append(part)
            yield part, "disjunction", values[position]
        members = members[~passes]


def _frame(labels: Sequence[str], values: Floats) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values.copy(), index=pd.Index(list(labels), name="expression"), columns=list(COLUMNS))


__all__ = ["Necessity", "find_necessary"]
