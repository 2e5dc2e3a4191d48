"""From answers to construct scores: what `score_constructs` gives back, and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from fsqca._checks import counted, listed
from fsqca._display import html_table, text_table
from fsqca._types import Bools
from fsqca.errors import ArgumentTypeError, DataError
from fsqca.survey.descriptives import describe

if TYPE_CHECKING:
    from fsqca.survey.validity import ConstructValidity


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConstructScores:
    """Scores of constructs with the reliability of their items; made by `score_constructs`.

    Attributes
    ----------
    data : pandas.DataFrame, shape (n_cases, n_constructs)
        Scores in points of the scale, NaN where too few items were answered.
    reliability : pandas.DataFrame
        Index ``construct``; ``n_items``, ``n`` (cases with complete answers to all of its items), ``alpha``
        (Cronbach's alpha), ``alpha_low`` and ``alpha_high`` (confidence interval of Feldt 1965), and
        ``mean_correlation`` (mean inter-item correlation). All from the complete cases.
    items : pandas.DataFrame
        Index ``item``; ``construct``, ``reversed``, ``n`` (answers), ``missing``, ``mean`` and ``sd`` of the
        answers given, turned if reversed; and from the complete cases of the construct
        ``item_total_correlation`` (with the sum of the other items) and ``alpha_if_deleted``; then ``min``,
        ``max``, ``skewness``, ``kurtosis``, ``floor`` and ``ceiling`` of the answers given.
    descriptives : pandas.DataFrame
        Index ``construct``; ``n`` (scores), ``missing``, ``mean``, ``sd`` (n - 1), ``min``, ``median``,
        ``max``, ``skewness``, ``kurtosis`` (excess), ``floor`` and ``ceiling`` (shares of scores at the ends
        of the scale) of the scores.
    missing : pandas.DataFrame
        Index ``construct``; ``answers`` that were asked for, ``missing`` ones, ``incomplete`` (cases with
        some answer missing), ``lost`` (cases without a score) and ``lost_cases`` (their ids).
    notes : tuple of str
        What could not be computed and why, and what looks odd.
    constructs : tuple of (str, tuple of str)
        The constructs and their items, as given.
    reverse : tuple of str
        Items turned: low + high - answer.
    scale : tuple of two floats, or None
        Lowest and highest answer; None where constructs have different scales.
    min_answered : float in (0, 1]
        Share of a construct's items that must be answered.
    confidence : float in (0, 1)
        Level of confidence of the intervals.
    scales : tuple of (str, tuple of two floats)
        Lowest and highest answer of each construct.
    answers : pandas.DataFrame, shape (n_cases, n_items)
        The answers behind the scores, reversed ones turned, NaN where there is none.
    groups : pandas.Series or None
        The group of every case, where the data came from `read` with a group.
    """

    data: pd.DataFrame
    reliability: pd.DataFrame
    items: pd.DataFrame
    descriptives: pd.DataFrame
    missing: pd.DataFrame
    notes: tuple[str, ...]
    constructs: tuple[tuple[str, tuple[str, ...]], ...]
    reverse: tuple[str, ...]
    scale: tuple[float, float] | None
    min_answered: float
    confidence: float
    scales: tuple[tuple[str, tuple[float, float]], ...]
    answers: pd.DataFrame
    groups: pd.Series[Any] | None = None

    @property
    def table(self) -> pd.DataFrame:
        """The table of an article: items, alpha and the descriptives of the scores, one row per construct."""
        alpha = self.reliability[["n_items", "alpha", "alpha_low", "alpha_high"]]
        return pd.concat([alpha, self.descriptives], axis=1)

    def validity(self) -> ConstructValidity:
        """Return omega, composite reliability, AVE, HTMT, the Fornell-Larcker comparison and Harman's check.

        Returns
        -------
        ConstructValidity

        Raises
        ------
        MissingExtraError
            If statsmodels is not installed.
        """
        from fsqca.survey.validity import assess_constructs

        return assess_constructs(self)

    def by_group(self, groups: pd.Series[Any] | None = None) -> pd.DataFrame:
        """Return the descriptives of the scores within each group.

        Parameters
        ----------
        groups : pandas.Series, optional
            The group of every case, with the same case ids as the data, such as ``data["function"]``. Needed
            unless the data came from `read` with a group.

        Returns
        -------
        pandas.DataFrame
            Index ``construct`` and ``group`` (groups sorted); columns as in `descriptives`.

        Raises
        ------
        ArgumentTypeError
            If `groups` is not a Series.
        DataError
            If case ids are duplicated, or a case has no group.

        Examples
        --------
        >>> import pandas as pd
        >>> from fsqca.survey import score_constructs
        >>> answers = pd.DataFrame({"A1": [1, 3, 5, 7], "A2": [2, 3, 6, 7]}, index=["a", "b", "c", "d"])
        >>> team = pd.Series(["x", "x", "y", "y"], index=["a", "b", "c", "d"])
        >>> score_constructs(answers, {"A": ["A1", "A2"]}).by_group(team)["mean"].tolist()
        [2.25, 6.25]
        """
        groups = self.groups if groups is None else groups
        if not isinstance(groups, pd.Series):
            raise ArgumentTypeError(
                "groups must be a pandas Series with the case ids as its index, such as data['function'], "
                f"not {type(groups).__name__}."
            )
        if not groups.index.is_unique:
            twice = list(dict.fromkeys(groups.index[groups.index.duplicated()]))
            raise DataError(f"groups has duplicate case ids: {listed(twice)}.")
        of_case = groups.reindex(self.data.index)
        without = self.data.index[of_case.isna().to_numpy()]
        if len(without) > 0:
            raise DataError(
                f"{counted(len(without), 'case')} {'has' if len(without) == 1 else 'have'} no group: "
                f"{listed(without)}. Give each case of the scores a group."
            )
        parts = {
            group: self._described((of_case == group).to_numpy())
            for group in sorted(of_case.unique().tolist(), key=lambda group: (str(type(group)), group))
        }
        frame = pd.concat(parts, names=["group", "construct"]).swaplevel()
        order = [(construct, group) for construct, _ in self.constructs for group in parts]
        described: pd.DataFrame = frame.reindex(order)
        return described

    def __repr__(self) -> str:
        lost = int(self.missing["lost"].sum())
        return (
            f"<ConstructScores: {counted(self.data.shape[1], 'construct')} of "
            f"{counted(len(self.items), 'item')}, {counted(len(self.data), 'case')}, "
            f"{counted(lost, 'score')} lost>"
        )

    def __str__(self) -> str:
        lines = [repr(self)[1:-1], "", f"Reliability ({self._interval})", text_table(self.reliability), ""]
        lines += ["Scores", text_table(self.descriptives), "", *self._remarks()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        first = html_table(self.reliability, caption=f"Reliability ({self._interval})")
        return first + html_table(self.descriptives, caption="Scores", notes=self._remarks())

    def _described(self, chosen: Bools) -> pd.DataFrame:
        """Return the descriptives of the scores of some cases."""
        ends = dict(self.scales)
        rows = [describe(self.data[name].to_numpy()[chosen], *ends[name]) for name in self.data.columns]
        return pd.DataFrame(rows, index=pd.Index(self.data.columns, name="construct"))

    @property
    def _interval(self) -> str:
        return f"Cronbach's alpha with {100 * self.confidence:g} % interval, cases with complete answers"

    def _remarks(self) -> list[str]:
        """Return how scores were made and what was lost, as sentences."""
        answers, missing = int(self.missing["answers"].sum()), int(self.missing["missing"].sum())
        rule = f"where at least {100 * self.min_answered:g} % of the items are answered"
        ends = {name: f"{low:g} to {high:g}" for name, (low, high) in self.scales}
        each = ", ".join(f"{name} {text}" for name, text in ends.items())
        scale = f"scale {next(iter(ends.values()))}" if self.scale else f"scales {each}"
        remarks = [f"Score: mean of the items answered, {scale}, {rule}."]
        if self.reverse:
            turned = f"{sum(self.scale):g}" if self.scale else "lowest + highest"
            remarks.append(f"Reversed: {', '.join(map(str, self.reverse))} ({turned} - answer).")
        remarks.append(f"Answers missing: {missing} of {answers} ({missing / answers:.1%}).")
        for construct, cases in self.missing["lost_cases"].items():
            if cases:
                remarks.append(f"No score of {construct} for {counted(len(cases), 'case')}: {listed(cases)}.")
        return remarks + [f"Note: {note}" for note in self.notes]
