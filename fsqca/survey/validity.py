"""Whether the items of constructs measure what they should: what `ConstructScores.validity` gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._display import html_table, text_table
from fsqca._types import Floats
from fsqca.survey.discriminant import first_factor_share, htmt
from fsqca.survey.one_factor import OneFactor, one_factor
from fsqca.survey.reliability import is_constant
from fsqca.survey.scores import ConstructScores

#: Values of HTMT above which two constructs are hard to tell apart (Henseler, Ringle & Sarstedt 2015).
HTMT_STRICT, HTMT_LENIENT = 0.85, 0.90
#: A gap between the ratio with signs and with absolute correlations that draws a note.
MIXED_SIGNS = 0.1

WEAK_CHECK = (
    "This check is weak: a share below one half does not show that there is no common method variance, "
    "and a share above it may come from constructs that belong together."
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConstructValidity:
    """Reliability and validity of constructs; made by `ConstructScores.validity`.

    Attributes
    ----------
    reliability : pandas.DataFrame
        Index ``construct``; ``n_items``, ``n`` (cases with complete answers), ``alpha`` with ``alpha_low``
        and ``alpha_high``, ``omega`` (McDonald), ``composite_reliability`` and ``ave`` of a one-factor model
        of the construct.
    loadings : pandas.DataFrame
        Index ``item``; ``construct``, standardised ``loading``, ``error_variance`` and whether it is a
        ``heywood`` case.
    htmt : pandas.DataFrame
        Construct by construct, below the diagonal: the heterotrait-monotrait ratio with the signs of the
        correlations, as published.
    fornell_larcker : pandas.DataFrame
        Construct by construct: the square root of AVE on the diagonal, correlations of the scores below it.
    pairs : pandas.DataFrame
        Index ``first``, ``second``; ``n`` (cases with complete answers to the items of both),
        ``correlation`` of the scores, ``htmt``, ``htmt_absolute`` (with the absolute values of all
        correlations), ``squared_correlation``, ``lower_ave`` and ``fornell_larcker``: "met" where the lower
        AVE is above the squared correlation, "not met", or "" where it is undefined.
    first_factor_share : float in (0, 1]
        Share of the variance of all items that the first unrotated component carries (Harman's check).
    first_factor_n : int
        Cases with complete answers to all items.
    notes : tuple of str
        What could not be computed and why, and what looks odd.
    constructs : tuple of (str, tuple of str)
        The constructs and their items.
    reverse : tuple of str
        Items turned.
    scales : tuple of (str, tuple of two floats)
        Lowest and highest answer of each construct.
    min_answered : float in (0, 1]
        Share of a construct's items that must be answered for the scores that are correlated.
    confidence : float in (0, 1)
        Level of confidence of the interval of alpha.
    """

    reliability: pd.DataFrame
    loadings: pd.DataFrame
    htmt: pd.DataFrame
    fornell_larcker: pd.DataFrame
    pairs: pd.DataFrame
    first_factor_share: float
    first_factor_n: int
    notes: tuple[str, ...]
    constructs: tuple[tuple[str, tuple[str, ...]], ...]
    reverse: tuple[str, ...]
    scales: tuple[tuple[str, tuple[float, float]], ...]
    min_answered: float
    confidence: float

    @property
    def table(self) -> pd.DataFrame:
        """The table of an article: one row per construct, as in `reliability`."""
        return self.reliability.copy()

    def __repr__(self) -> str:
        return (
            f"<ConstructValidity: {counted(len(self.constructs), 'construct')} of "
            f"{counted(len(self.loadings), 'item')}, {counted(len(self.notes), 'note')}>"
        )

    def _parts(self) -> list[tuple[str, pd.DataFrame]]:
        parts = [
            (
                (
                    f"Reliability (alpha with {100 * self.confidence:g} % interval; one-factor model of each "
                    "construct)"
                ),
                self.reliability,
            ),
            ("Loadings (standardised)", self.loadings),
        ]
        if len(self.constructs) > 1:
            parts += [
                ("Heterotrait-monotrait ratios", lower_triangle(self.htmt, diagonal=False)),
                (
                    "Fornell-Larcker: square root of AVE, correlations below",
                    lower_triangle(self.fornell_larcker, diagonal=True),
                ),
            ]
        return parts

    def __str__(self) -> str:
        lines = [repr(self)[1:-1]]
        for title, frame in self._parts():
            lines += ["", title, text_table(_shown(frame))]
        return "\n".join([*lines, "", *self._remarks()])

    def _repr_html_(self) -> str:
        parts = self._parts()
        last = len(parts) - 1
        return "".join(
            html_table(_shown(frame), caption=title, notes=self._remarks() if place == last else ())
            for place, (title, frame) in enumerate(parts)
        )

    def _remarks(self) -> list[str]:
        remarks = []
        if self.first_factor_share == self.first_factor_share:
            remarks += [
                (
                    f"First unrotated factor of all items (Harman): {self.first_factor_share:.1%} of their "
                    f"variance, {counted(self.first_factor_n, 'case')} with complete answers."
                ),
                WEAK_CHECK,
            ]
        return remarks + [f"Note: {note}" for note in self.notes]


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with truth values in words, and without a column that says nothing."""
    if "heywood" not in frame:
        return frame
    if not frame["heywood"].any():
        return frame.drop(columns="heywood")
    return frame.assign(heywood=frame["heywood"].map({True: "yes", False: ""}))


def lower_triangle(frame: pd.DataFrame, *, diagonal: bool) -> pd.DataFrame:
    """Return the lower triangle with nothing above it, so that a hyphen below means undefined."""
    below = np.tril(np.ones(frame.shape, dtype=bool), 0 if diagonal else -1)
    cells = np.where(below, frame.to_numpy(dtype=object), "")
    return pd.DataFrame(cells, index=frame.index, columns=frame.columns, dtype=object)


def assess_constructs(scores: ConstructScores) -> ConstructValidity:
    """Return reliability and validity of scored constructs; see `ConstructScores.validity`."""
    blocks = {name: scores.answers[list(items)].to_numpy() for name, items in scores.constructs}
    models = {name: one_factor(_complete(block)) for name, block in blocks.items()}
    rows, item_rows, notes = [], [], []
    for name, items in scores.constructs:
        model = models[name]
        alpha = scores.reliability.loc[name, ["n_items", "n", "alpha", "alpha_low", "alpha_high"]].to_dict()
        alpha.update(n_items=int(alpha["n_items"]), n=int(alpha["n"]))
        rows.append(
            {
                **alpha,
                "omega": model.omega,
                "composite_reliability": model.composite_reliability,
                "ave": model.ave,
            }
        )
        item_rows += [
            {
                "item": item,
                "construct": name,
                "loading": float(model.loadings[place]),
                "error_variance": float(model.error_variances[place]),
                "heywood": place in model.heywood,
            }
            for place, item in enumerate(items)
        ]
        notes += _model_notes(name, items, model, _complete(blocks[name]))
    reliability = pd.DataFrame(
        rows, index=pd.Index([name for name, _ in scores.constructs], name="construct")
    )
    pairs = _pairs(scores.data, blocks, reliability["ave"])
    everything = _complete(np.column_stack(list(blocks.values())))
    share = first_factor_share(everything)
    if share != share:
        notes.append(_no_share(everything))
    return ConstructValidity(
        reliability=reliability,
        loadings=pd.DataFrame(item_rows).set_index("item"),
        htmt=_matrix(pairs["htmt"], list(blocks), np.full(len(blocks), np.nan)),
        fornell_larcker=_matrix(pairs["correlation"], list(blocks), np.sqrt(reliability["ave"].to_numpy())),
        pairs=pairs,
        first_factor_share=share,
        first_factor_n=len(everything),
        notes=(*notes, *_pair_notes(pairs, blocks)),
        constructs=scores.constructs,
        reverse=scores.reverse,
        scales=scores.scales,
        min_answered=scores.min_answered,
        confidence=scores.confidence,
    )


def _complete(block: Floats) -> Floats:
    return block[~np.isnan(block).any(axis=1)]


def _model_notes(name: str, items: Sequence[str], model: OneFactor, complete: Floats) -> list[str]:
    """Return why the numbers of the one-factor model are NaN, and which loadings look odd."""
    if model.heywood:
        which = ", ".join(str(items[place]) for place in model.heywood)
        return [
            (
                f"{name}: Heywood case. The one-factor model gives {which} no error variance, which no real "
                "item has, so omega, composite reliability and AVE are not reported. Look for two items that "
                "say nearly the same, for few cases, or for more than one factor."
            )
        ]
    if model.reason:
        text = f"{name} has no omega, composite reliability and AVE: {model.reason}."
        if len(items) == 2 and len(complete) > 2 and not any(is_constant(column) for column in complete.T):
            r = _correlation(complete[:, 0], complete[:, 1])
            text += f" Their correlation is {r:.3f}"
            text += f", which gives a Spearman-Brown reliability of {2 * r / (1 + r):.3f}." if r > 0 else "."
        return [text]
    against = [item for item, loading in zip(items, model.loadings, strict=True) if loading < 0]
    if not against:
        return []
    verb, name_it = (
        ("has a negative loading", "it") if len(against) == 1 else ("have negative loadings", "them")
    )
    which = ", ".join(map(str, against))
    return [f"{name}: {which} {verb}. If worded the other way round, name {name_it} in reverse."]


def _no_share(everything: Floats) -> str:
    n_cases, n_items = everything.shape
    why = (
        "there is one item"
        if n_items < 2
        else (
            f"{counted(n_cases, 'case has', 'cases have')} complete answers to all items"
            if n_cases < 3
            else "an item has the same answer in all complete cases"
        )
    )
    return f"The share of the first unrotated factor is undefined: {why}."


def _pairs(scores: pd.DataFrame, blocks: Mapping[str, Floats], ave: pd.Series[float]) -> pd.DataFrame:
    """Return one row per pair of constructs."""
    rows = []
    for first, second in combinations(blocks, 2):
        width = blocks[first].shape[1]
        both = _complete(np.column_stack([blocks[first], blocks[second]]))
        left, right = both[:, :width], both[:, width:]
        r = _correlation(scores[first].to_numpy(), scores[second].to_numpy())
        lower = float(np.minimum(ave[first], ave[second]))
        met = "" if r != r or lower != lower else "met" if lower > r**2 else "not met"
        rows.append(
            {
                "first": first,
                "second": second,
                "n": len(both),
                "correlation": r,
                "htmt": htmt(left, right) if len(both) > 1 else float("nan"),
                "htmt_absolute": htmt(left, right, absolute=True) if len(both) > 1 else float("nan"),
                "squared_correlation": r**2,
                "lower_ave": lower,
                "fornell_larcker": met,
            }
        )
    names = [
        "first", "second", "n", "correlation", "htmt", "htmt_absolute", "squared_correlation", "lower_ave",
        "fornell_larcker",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names).set_index(["first", "second"])


def _correlation(first: Floats, second: Floats) -> float:
    given = ~(np.isnan(first) | np.isnan(second))
    x, y = first[given], second[given]
    if len(x) < 2 or is_constant(x) or is_constant(y):
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def _matrix(values: pd.Series[float], names: list[str], diagonal: Floats) -> pd.DataFrame:
    """Return values of pairs below the diagonal, NaN above it."""
    table = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(table, diagonal)
    for (first, second), value in zip(values.index.tolist(), values.tolist(), strict=True):
        table[names.index(second), names.index(first)] = value
    return pd.DataFrame(table, index=pd.Index(names, name="construct"), columns=names)


def _pair_notes(pairs: pd.DataFrame, blocks: Mapping[str, Floats]) -> list[str]:
    """Return which pairs are hard to tell apart, which ratios have mixed signs, and which are undefined."""
    notes = []
    undefined = []
    for (first, second), row in zip(pairs.index.tolist(), pairs.to_dict("records"), strict=True):
        ratio, absolute = row["htmt"], row["htmt_absolute"]
        if ratio != ratio:
            undefined.append(f"{first} and {second}")
            continue
        high = max(abs(ratio), absolute)
        if high > HTMT_STRICT:
            limit = HTMT_LENIENT if high > HTMT_LENIENT else HTMT_STRICT
            notes.append(
                f"HTMT of {first} and {second} is {high:.3f} in size, above {limit:.2f}: hard to tell apart."
            )
        if absolute - abs(ratio) > MIXED_SIGNS:
            notes.append(
                f"HTMT of {first} and {second} is {ratio:.3f} with signs and {absolute:.3f} with absolute "
                "correlations, since some correlations of their items are negative and cancel out. Report "
                "the second."
            )
        if row["fornell_larcker"] == "not met":
            notes.append(
                f"Fornell-Larcker is not met by {first} and {second}: their squared correlation "
                f"{row['squared_correlation']:.3f} is not below the lower AVE {row['lower_ave']:.3f}."
            )
    if undefined:
        single = [name for name, block in blocks.items() if block.shape[1] == 1]
        why = f" ({', '.join(map(str, single))}: one item)" if single else ""
        notes.append(
            f"HTMT is undefined for {'; '.join(undefined)}: a construct with one item, a constant item, too "
            f"few complete cases, or no positive correlation within a construct{why}."
        )
    return notes
