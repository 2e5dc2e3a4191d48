"""What :func:`fsqca.robustness.permutation_test` returns, and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._display import html_table, text_table
from fsqca._frames import lock_arrays
from fsqca._types import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.minimization.solution import Solution

#: What a table of claims holds beyond its names.
COLUMNS = (
    "consistency",
    "coverage",
    "shuffled_mean",
    "shuffled_95",
    "p",
    "p_westfall_young",
    "p_holm",
    "p_bh",
    "p_by",
)
_HEADS = {
    "shuffled_mean": "shuffled mean",
    "shuffled_95": "shuffled 95 %",
    "p_westfall_young": "Westfall-Young",
    "p_holm": "Holm",
    "p_bh": "BH",
    "p_by": "BY",
    "as_good": "as good",
    "p_search": "p, searched",
}


@dataclass(frozen=True, eq=False, repr=False)
class PermutationTest:
    """How often a shuffled outcome does as well as the observed one.

    Attributes
    ----------
    solution : Solution
        What was tested.
    n_permutations, n_wanted : int
        Shuffles done, and asked for; fewer where the run was interrupted.
    seed : int
    n_groups : int or None
        Number of groups within which the outcome was shuffled, None where over all cases.
    n_cases : int
    row_shuffles : ndarray of float, shape (n_permutations, n_rows)
        Consistency of every row of :attr:`rows` in every shuffle.
    solution_shuffles : ndarray of float, shape (n_permutations, 2)
        Consistency and coverage of the solution of every shuffle, NaN where it has none.
    observed : ndarray of float, shape (2,)
        Consistency and coverage of the solution; of the model with the largest product of both where there
        are several, as in every shuffle.
    notes : tuple of str
        What a reader should know.
    """

    solution: Solution
    n_permutations: int
    n_wanted: int
    seed: int
    n_groups: int | None
    n_cases: int
    row_shuffles: Floats
    solution_shuffles: Floats
    observed: Floats
    notes: tuple[str, ...]
    _rows: pd.DataFrame
    _terms: pd.DataFrame
    _models: pd.DataFrame
    _whole: pd.DataFrame

    def __post_init__(self) -> None:
        lock_arrays(self)

    @property
    def rows(self) -> pd.DataFrame:
        """One line per row of the truth table that has enough cases; index ``row``.

        Columns ``n`` and ``out``; ``consistency``; ``coverage``; ``shuffled_mean`` and ``shuffled_95``, mean
        and 95th percentile of the consistency in the shuffles; ``p``, the share of arrangements in which the
        row is at least as consistent; and that p value corrected for the number of rows:
        ``p_westfall_young`` and ``p_holm`` (family-wise error), ``p_bh`` and ``p_by`` (false discoveries,
        Benjamini and Hochberg, Benjamini and Yekutieli).
        """
        return self._rows.copy()

    @property
    def terms(self) -> pd.DataFrame:
        """One line per term of the models; index ``term``; columns as in :attr:`rows`.

        ``p`` is that of consistency; ``p_coverage`` that of coverage, the same number unless cases are
        weighted, because both share their numerator. **These, and their corrections, hold only for a term
        that was named before the data were seen**; for one that was found in them they are too small.
        ``p_search`` takes the search into account: the share of arrangements whose own solution has a term
        with at least this product of consistency and coverage. ``as_good`` is the share of shuffles whose
        solution has some term with at least this consistency and this coverage, a frequency and no p value.
        """
        return self._terms.copy()

    @property
    def models(self) -> pd.DataFrame:
        """One line per model; index ``model``; ``expression``, and columns as in :attr:`terms`.

        ``p`` holds only for a model that was named before the data were seen; ``p_search``, the share of
        arrangements whose own solution has at least this product of consistency and coverage, and
        :attr:`whole` take the search into account.
        """
        return self._models.copy()

    @property
    def whole(self) -> pd.DataFrame:
        """How often the analysis of a shuffled outcome gives a solution, and how good a one.

        Index ``shuffled outcomes with``: ``a solution``, ``one as consistent``, ``one as covering``,
        ``one as consistent and as covering``; columns ``count``, ``share`` (of the shuffles), ``low`` and
        ``high`` (95 % Wilson interval) and ``p``. In the last line p is larger than the share, which is no p
        value: see Notes of :func:`fsqca.robustness.permutation_test`.
        """
        return self._whole.copy()

    @property
    def p(self) -> float:
        """The p value of the solution: as consistent and as covering; NaN where there is no solution."""
        return float(self._whole["p"].iloc[-1])

    @property
    def partial(self) -> bool:
        """Whether the run was interrupted."""
        return self.n_permutations < self.n_wanted

    @property
    def table(self) -> pd.DataFrame:
        """Rows, terms, models and the solution in one tidy table.

        Columns ``kind`` ("row", "term", "model" or "solution"), ``name``, those of :attr:`rows` from
        ``consistency`` on, and ``p_search`` of terms and models.
        """
        parts = []
        for kind, frame in (("row", self._rows), ("term", self._terms), ("model", self._models)):
            part = frame.reindex(columns=[*COLUMNS, "p_search"])
            part.insert(0, "name", [str(label) for label in frame.index])
            part.insert(0, "kind", kind)
            parts.append(part)
        whole = {"kind": "solution", "name": "solution", "p": self.p}
        whole |= dict(zip(COLUMNS[:2], self.observed.tolist(), strict=True))
        last = pd.DataFrame([whole]).reindex(columns=["kind", "name", *COLUMNS, "p_search"])
        last = last.astype(dict.fromkeys([*COLUMNS, "p_search"], float))
        return pd.concat([*(part for part in parts if len(part)), last], ignore_index=True)

    def paragraph(self) -> str:
        """Return the result in sentences for an article, which say no more than the numbers do."""
        groups = "" if self.n_groups is None else f" within {counted(self.n_groups, 'group')}"
        first_sentence = (
            f"The outcome was shuffled {self.n_permutations} times over {self.n_cases} cases{groups} "
            f"(seed {self.seed}), and every shuffle went through the same cut-offs and the same "
            f"{self.solution.kind} minimization."
        )
        sentences = [first_sentence]
        first = self._whole.iloc[0]
        sentences.append(
            f"Of the shuffled outcomes {_percent(first['share'])} gave a solution "
            f"(95 % interval {_percent(first['low'])} to {_percent(first['high'])})."
        )
        if np.isnan(self.p):
            sentences.append("The analysis itself gave no solution, so there is no solution to test.")
        else:
            both = self._whole.iloc[-1]
            sentences.append(
                f"A solution at least as consistent ({self.observed[0]:.3f}) and at least as covering "
                f"({self.observed[1]:.3f}) as the observed one came from {int(both['count'])} of "
                f"{self.n_permutations} shuffles (p = {_p(self.p)})."
            )
        positive = self._rows[self._rows["out"] == "1"]
        if len(positive):
            below = int((positive["p_westfall_young"] <= 0.05).sum())
            sentences.append(
                f"Of {counted(len(positive), 'positive row')}, {below} {'is' if below == 1 else 'are'} more "
                "consistent than shuffled outcomes make them at a family-wise error of 5 % (Westfall-Young, "
                f"{counted(len(self._rows), 'row')} tested)."
            )
        sentences.append(
            "The test compares with an outcome that is unrelated to all conditions together; it says nothing "
            "of which condition matters, nor of causes."
        )
        if self.partial:
            sentences.append(f"The run was interrupted: {self.n_wanted} shuffles had been asked for.")
        return " ".join(sentences)

    def plot(self) -> Figure:
        """Return the shuffles and the observed solution as a figure, see :func:`fsqca.plots.chance_plot`."""
        from fsqca.plots import chance_plot

        return chance_plot(self)

    def __repr__(self) -> str:
        done = counted(self.n_permutations, "shuffle")
        return (
            f"<PermutationTest {self._outcome}: {counted(self.n_cases, 'case')}, {done}"
            f"{' (interrupted)' if self.partial else ''}, {counted(len(self._rows), 'row')}, "
            f"{counted(len(self._terms), 'term')}, p of the solution {_p(self.p)}>"
        )

    def __str__(self) -> str:
        parts = [self._head]
        for title, frame in self._shown:
            parts += [title, text_table(frame, digits=4)]
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def _repr_html_(self) -> str:
        shown = self._shown
        tables = [html_table(frame, caption=title, digits=4) for title, frame in shown[:-1]]
        tables.append(html_table(shown[-1][1], caption=shown[-1][0], notes=self.notes, digits=4))
        return html_table(self._facts, caption=self._head, digits=4) + "".join(tables)

    @property
    def _facts(self) -> pd.DataFrame:
        values = [[*self.observed.tolist(), self.p]]
        return pd.DataFrame(values, index=["observed solution"], columns=["consistency", "coverage", "p"])

    @property
    def _outcome(self) -> str:
        return self.solution.truth_table.settings.outcome

    @property
    def _head(self) -> str:
        groups = "" if self.n_groups is None else f" within {counted(self.n_groups, 'group')}"
        return (
            f"Permutation test of the {self.solution.kind} solution for {self._outcome}: "
            f"{counted(self.n_permutations, 'shuffle')}{groups}, {counted(self.n_cases, 'case')}, "
            f"seed {self.seed}"
        )

    @property
    def _shown(self) -> list[tuple[str, pd.DataFrame]]:
        whole = self._whole.copy()
        whole.index = pd.Index([str(label) for label in whole.index])
        shown = [("Shuffled outcomes with", whole)]
        for title, frame in (("Terms", self._terms), ("Rows with enough cases", self._rows)):
            if len(frame):
                own = frame.rename(columns=_HEADS)
                # Labels, not numbers: an index that counts the rows would be left out of HTML.
                own.index = pd.Index([str(label) for label in own.index], dtype=object)
                if title == "Terms":
                    # Corrections of p values that hold for terms named beforehand would be taken for more.
                    own = own.drop(columns=["p_coverage", "BH", "BY", "Holm", "Westfall-Young"])
                    own = own.rename(columns={"p": "p, if named"})
                shown.append((title, own))
        return shown


def _p(value: float) -> str:
    """Return a p value as an article prints it, never as 0."""
    if np.isnan(value):
        return "undefined"
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1g}" if value < 0.0001 else f"{value:.4f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
