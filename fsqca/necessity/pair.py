"""Necessity for an outcome and for its negation, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsqca._display import html_table
from fsqca.necessity.result import Necessity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NecessityPair:
    """What is necessary for an outcome, and what for its negation.

    Made by :func:`fsqca.find_necessary` with ``negated=True``.

    Attributes
    ----------
    outcome, negated : Necessity
        The same search with the same settings for the outcome and for its negation.
    """

    outcome: Necessity
    negated: Necessity

    @property
    def table(self) -> pd.DataFrame:
        """Return what passes: index outcome and expression; columns ``consistency, coverage, ron``."""
        import pandas as pd

        parts = {result.outcome: result.table for result in (self.outcome, self.negated)}
        return pd.concat(parts, names=["outcome", "expression"])

    @property
    def verdicts(self) -> pd.DataFrame:
        """Return what passes with its kind and its verdict, see :attr:`Necessity.verdicts`."""
        import pandas as pd

        parts = {result.outcome: result.verdicts for result in (self.outcome, self.negated)}
        return pd.concat(parts, names=["outcome", "expression"])

    @property
    def all_conditions(self) -> pd.DataFrame:
        """Return every condition and its negation for both outcomes side by side, as articles print it.

        Index the expression; columns of two levels: the outcome, and ``consistency, coverage, ron, passes,
        trivial``.
        """
        import pandas as pd

        parts = {result.outcome: result.all_conditions for result in (self.outcome, self.negated)}
        return pd.concat(parts, axis=1, names=["outcome", None])

    def __repr__(self) -> str:
        return f"<NecessityPair: {self.outcome!r}, {self.negated!r}>"

    def __str__(self) -> str:
        return f"{self.outcome}\n\n{self.negated}"

    def _repr_html_(self) -> str:
        frame = self.all_conditions.drop(columns=["passes", "trivial"], level=1)
        words = {"ron": "RoN"}
        frame = frame.rename(columns=words, level=1).rename_axis(index=None)
        frame.columns = [": ".join(map(str, pair)) for pair in frame.columns.to_list()]
        both = f"{self.outcome.outcome} and {self.negated.outcome}"
        head = html_table(frame, caption=f"Necessity for {both}: every condition")
        return head + self.outcome._repr_html_() + self.negated._repr_html_()
