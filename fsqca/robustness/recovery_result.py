"""What :func:`fsqca.robustness.recovery_study` and :func:`fsqca.robustness.power` return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_fraction, counted
from fsqca._display import html_table, text_table
from fsqca._frames import lock_arrays
from fsqca._types import Ints
from fsqca.minimization.settings import SolutionSettings
from fsqca.robustness.adjusting import wilson
from fsqca.robustness.scoring import MEANINGS
from fsqca.truth_table.coding import Coding

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.expressions import Expression

#: What a combination is made of.
DESIGN = ("n", "noise", "blur", "skew", "limited_diversity", "correlation")
#: What is printed; the table holds everything.
_SHOWN = ("exact", "correct", "complete", "false claim")


@dataclass(frozen=True, eq=False, repr=False)
class RecoveryStudy:
    """How often an analysis finds a truth that is known.

    Attributes
    ----------
    truth : Expression
        In its shortest form.
    conditions : tuple of str
    levels : tuple of int
        Number of values of each condition.
    fuzzy : bool
    settings : SolutionSettings
    coding : Coding
        The cut-offs.
    seed : int
    n_wanted : int
        Studies asked for, for every combination.
    n_combinations : int
        Combinations asked for.
    quantities : tuple of str
        What was looked at; see :attr:`table`.
    designs : DataFrame
        The combinations that were simulated, columns ``n, noise, blur, skew, limited_diversity,
        correlation``.
    counts : ndarray of int, shape (n_combinations, n_quantities)
    n_simulations : ndarray of int, shape (n_combinations,)
        Studies done; fewer where the run was interrupted.
    """

    truth: Expression
    conditions: tuple[str, ...]
    levels: tuple[int, ...]
    fuzzy: bool
    settings: SolutionSettings
    coding: Coding
    seed: int
    n_wanted: int
    n_combinations: int
    quantities: tuple[str, ...]
    designs: pd.DataFrame
    counts: Ints
    n_simulations: Ints

    def __post_init__(self) -> None:
        lock_arrays(self)

    @property
    def table(self) -> pd.DataFrame:
        """One line per combination and quantity.

        Columns ``n, noise, blur, skew, limited_diversity, correlation``; ``quantity``; ``rate``, the share of
        the studies in which it holds; ``standard_error``; ``low`` and ``high``, the 95 % interval of Wilson;
        ``count`` and ``n_simulations``. Quantities:

        - ``some solution``: there is at least one model; ``one model``: and no tied one.
        - ``exact``: one model, which says the same as the truth; ``exact among models``: a model does.
        - ``correct``: a model makes no false claim, it is a submodel of the truth; ``false claim``: there are
          models, and each makes one. A study without a solution is neither.
        - ``complete``: a model has all of the truth.
        - ``within truth``: there are models, and where one holds the truth holds too; ``covers truth``: the
          other way round.
        - ``term ...``: every model has this term of the truth.
        """
        rows = []
        for position, (counts, total) in enumerate(
            zip(self.counts.tolist(), self.n_simulations.tolist(), strict=True)
        ):
            design = {name: self.designs[name].iloc[position] for name in DESIGN}
            for quantity, count in zip(self.quantities, counts, strict=True):
                rate = count / total
                low, high = wilson(count, total)
                rows.append(
                    {
                        **design,
                        "quantity": quantity,
                        "rate": rate,
                        "standard_error": float(np.sqrt(rate * (1 - rate) / total)),
                        "low": low,
                        "high": high,
                        "count": count,
                        "n_simulations": total,
                    }
                )
        return pd.DataFrame(rows)

    @property
    def rates(self) -> pd.DataFrame:
        """One line per combination, one column per quantity: the rates alone."""
        shares = pd.DataFrame(self.counts / self.n_simulations[:, None], columns=list(self.quantities))
        return pd.concat([self.designs, shares], axis=1)

    @property
    def partial(self) -> bool:
        """Whether the run was interrupted."""
        return len(self.designs) < self.n_combinations or bool((self.n_simulations < self.n_wanted).any())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        notes = [f"{name}: {MEANINGS[name]}." for name in _SHOWN]
        notes.append("term: every model has it.")
        notes.append(f"{self._kind_of_data} Cut-offs: {self.coding.describe()}.")
        if self.partial:
            notes.append(
                f"Interrupted: {int(self.n_simulations.sum())} of {self.n_wanted * self.n_combinations} "
                "studies were simulated."
            )
        return tuple(notes)

    def paragraph(self) -> str:
        """Return the result in sentences for an article, which say no more than the numbers do."""
        rates = self.rates
        best, worst = int(rates["exact"].argmax()), int(rates["exact"].argmin())
        sentences = [self._design_sentence]
        if len(rates) == 1:
            sentences.append(f"The result {self._line(0)}")
        else:
            sentences.append(f"Exact recovery was most frequent {self._line(best)}")
            sentences.append(f"It was least frequent {self._line(worst)}")
        sentences.append("These rates hold for the truth, the data and the cut-offs assumed.")
        if self.partial:
            sentences.append("The run was interrupted before all studies were simulated.")
        return " ".join(sentences)

    @property
    def _varied(self) -> list[str]:
        """What differs between the combinations, beyond the number of cases."""
        return [name for name in DESIGN[1:] if len(set(map(str, self.designs[name]))) > 1]

    @property
    def _kind_of_data(self) -> str:
        multi = any(count > 2 for count in self.levels)
        kind = "fuzzy" if self.fuzzy else "crisp"
        return f"Synthetic {kind} data{' with multi-value conditions' if multi else ''}."

    @property
    def _design_sentence(self) -> str:
        fewest, most = int(self.n_simulations.min()), int(self.n_simulations.max())
        number = str(most) if fewest == most else f"{fewest} to {most}"
        return (
            f"For the hypothesised solution {self.truth} over the conditions {', '.join(self.conditions)}, "
            f"{number} synthetic studies were drawn per combination (seed {self.seed}) and analysed with "
            f"{self.coding.describe()} and {self.settings.solution} minimization."
        )

    def _line(self, position: int) -> str:
        """Return the main rates of a combination as a sentence."""
        own = self.designs.iloc[position]
        count = dict(zip(self.quantities, self.counts[position].tolist(), strict=True))
        total = int(self.n_simulations[position])
        low, high = wilson(count["exact"], total)
        varied = [f"{name.replace('_', ' ')} {_text(own[name])}" for name in self._varied]
        where = ", ".join([f"{int(own['n'])} cases", *varied])
        return (
            f"with {where}: the solution was exactly the hypothesised one in "
            f"{100 * count['exact'] / total:.1f} % of the studies (95 % interval {100 * low:.1f} to "
            f"{100 * high:.1f} %), free of false claims in {100 * count['correct'] / total:.1f} %, and "
            f"without any model in {100 * (1 - count['some solution'] / total):.1f} %."
        )

    def plot(self) -> Figure:
        """Return the rates as a figure, see :func:`fsqca.plots.recovery_plot`."""
        from fsqca.plots import recovery_plot

        return recovery_plot(self)

    def __repr__(self) -> str:
        return (
            f"<RecoveryStudy {self.truth}: {counted(len(self.designs), 'combination')}, "
            f"{int(self.n_simulations.max())} studies each{' (interrupted)' if self.partial else ''}, "
            f"{self.settings.solution}>"
        )

    def __str__(self) -> str:
        return "\n\n".join([self._head, text_table(self._printed), "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        return html_table(self._printed, caption=self._head, notes=self.notes)

    @property
    def _head(self) -> str:
        return (
            f"Recovery of {self.truth} by the {self.settings.solution} solution: "
            f"{counted(len(self.designs), 'combination')}, {int(self.n_simulations.max())} studies each, "
            f"seed {self.seed}"
        )

    @property
    def _printed(self) -> pd.DataFrame:
        """The design as far as it varies, and the main rates."""
        rates = self.rates
        terms = [name for name in self.quantities if name.startswith("term ")]
        frame = rates[["n", *self._varied, *_SHOWN, *terms]].set_index("n")
        frame.index = pd.Index([f"n = {n}" for n in frame.index], dtype=object)
        return frame.rename(columns=lambda name: name.replace("_", " "))


def _text(value: object) -> str:
    """Return a setting in a sentence."""
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, eq=False, repr=False)
class PowerAnalysis:
    """How probably a planned analysis finds a hypothesised solution, by number of cases.

    Attributes
    ----------
    study : RecoveryStudy
        The simulated studies and all settings.
    """

    study: RecoveryStudy

    @property
    def table(self) -> pd.DataFrame:
        """One line per number of cases and quantity.

        Columns ``n, quantity, power, standard_error, low, high, n_simulations``; quantities as in
        :attr:`RecoveryStudy.table`; ``low`` and ``high`` are the 95 % interval of Wilson, for the error of
        the simulation alone.
        """
        columns = ["n", "quantity", "rate", "standard_error", "low", "high", "n_simulations"]
        return self.study.table[columns].rename(columns={"rate": "power"})

    def smallest_n(self, power: float = 0.8) -> pd.DataFrame:
        """Return from which number of cases on each quantity reaches a power.

        Parameters
        ----------
        power : float in (0, 1), default 0.8

        Returns
        -------
        DataFrame
            Index ``quantity`` ("exact", "correct", "complete" and the terms); columns ``n``, the smallest
            number looked at from which on all larger ones reach it, missing where the largest does not;
            ``power`` and ``low`` there. Where ``low`` is below the power asked for, more simulations are
            needed to be sure.
        """
        least = check_fraction("power", power, inclusive=False)
        table = self.table
        rows: list[tuple[str, int | None, float, float]] = []
        for quantity in self._quantities:
            own = table[table["quantity"] == quantity].sort_values("n")
            found: tuple[int | None, float, float] = (None, np.nan, np.nan)
            lines = zip(own["n"].tolist(), own["power"].tolist(), own["low"].tolist(), strict=True)
            for n, value, low in reversed(list(lines)):
                if value < least - 1e-12:
                    break
                found = (n, value, low)
            rows.append((quantity, *found))
        frame = pd.DataFrame(rows, columns=["quantity", "n", "power", "low"]).set_index("quantity")
        return frame.astype({"n": "Int64"})

    @property
    def _quantities(self) -> list[str]:
        terms = [name for name in self.study.quantities if name.startswith("term ")]
        return ["exact", "correct", "complete", *terms]

    @property
    def partial(self) -> bool:
        """Whether the run was interrupted."""
        return self.study.partial

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        first = self.study.designs.iloc[0]
        assumed = ", ".join(f"{name.replace('_', ' ')} {_text(first[name])}" for name in DESIGN[1:])
        return (*self.study.notes, f"Assumed: {assumed}.")

    def paragraph(self, power: float = 0.8, quantity: str = "exact") -> str:
        """Return the result in sentences for an article, which say no more than the numbers do.

        Parameters
        ----------
        power : float in (0, 1), default 0.8
        quantity : str, default "exact"
            One of :attr:`RecoveryStudy.quantities`.
        """
        check_choice("quantity", quantity, self._quantities)
        position = self._quantities.index(quantity)
        smallest = self.smallest_n(power)
        size, value, low = (smallest[name].tolist()[position] for name in ("n", "power", "low"))
        study = self.study
        first = study.designs.iloc[0]
        assumed = ", ".join(f"{name.replace('_', ' ')} {_text(first[name])}" for name in DESIGN[1:])
        what = {
            "exact": "finding exactly the hypothesised solution",
            "correct": "a solution without a false claim",
            "complete": "a solution with all of the hypothesised one",
        }.get(quantity, f"finding the {quantity} in every model")
        sizes = [int(n) for n in study.designs["n"]]
        if np.isnan(value):
            result = (
                f"The power for {what} does not reach {power:g} and stay there at any of the numbers of "
                f"cases looked at ({', '.join(map(str, sizes))})."
            )
        else:
            result = (
                f"From {size} cases on (of {', '.join(map(str, sizes))} looked at) the power for "
                f"{what} is at least {power:g}; with {size} it is {value:.3f} "
                f"(lower bound of the 95 % interval {low:.3f})."
            )
        return (
            f"{study._design_sentence} Assumed: {assumed}. {result} The numbers hold for these assumptions "
            f"only.{' The run was interrupted.' if self.partial else ''}"
        )

    def plot(self) -> Figure:
        """Return the rates by the number of cases as a figure, see :func:`fsqca.plots.power_plot`."""
        from fsqca.plots import power_plot

        return power_plot(self)

    def __repr__(self) -> str:
        study = self.study
        sizes = ", ".join(str(n) for n in study.designs["n"])
        return (
            f"<PowerAnalysis {study.truth}: n = {sizes}, {int(study.n_simulations.max())} studies each"
            f"{' (interrupted)' if self.partial else ''}, {study.settings.solution}>"
        )

    def __str__(self) -> str:
        return "\n\n".join([self._head, text_table(self.study._printed), "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        return html_table(self.study._printed, caption=self._head, notes=self.notes)

    @property
    def _head(self) -> str:
        study = self.study
        return (
            f"Power to find {study.truth} by the {study.settings.solution} solution: "
            f"{int(study.n_simulations.max())} synthetic studies for each n, seed {study.seed}"
        )
