"""Measurement error carried through to a solution, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsqca._checks import counted

if TYPE_CHECKING:
    from fsqca.robustness.measurement_result import ErrorPropagation

#: What the shares do not say.
LIMITS = (
    "This is error of measurement alone, as far as the reliabilities or items show it; shares are no "
    "probabilities that a model is true."
)
#: What is drawn.
WORDS = {
    "true_score": "true scores given the observed ones, score by score",
    "joint": "true scores given the observed ones, all scores together",
    "remeasure": "scores of another measurement",
    "items": "scores of items drawn with replacement, the same for all cases",
    "subset": "scores of a part of the items, the same for all cases",
    "answers": "scores of each case's own answers drawn with replacement",
}


def propagation_paragraph(own: ErrorPropagation, *, limits: bool) -> str:
    """Return the result as sentences, with what it does not say if `limits`."""
    settings = own.settings
    terms = own.terms
    initial, others = terms[terms["initial"]], terms[~terms["initial"]]
    shares = ", ".join(
        f"{term} in {100 * share:.1f} %"
        for term, share in zip(initial["term"], initial["share"], strict=True)
    )
    text = (
        f"Measurement error was carried through in {counted(own.n_draws, 'draw')} of "
        f"{WORDS[settings.error]} (seed {settings.seed}), with the same anchors, cut-offs and settings. "
        f"The models were those of the analysis in {100 * own.same:.1f} % of the draws. The terms of the "
        f"analysis were found again: {shares}. "
    )
    if len(others):
        most = others.iloc[0]
        text += (
            f"The most frequent of {counted(len(others), 'other term')} is {most['term']}, in "
            f"{100 * most['share']:.1f} %. "
        )
    text += (
        f"{100 * settings.level:g} % of the draws give {settings.model} a consistency "
        f"{_between(own, 'consistency')} and a coverage {_between(own, 'raw_coverage')}."
    )
    return " ".join([text, *own.notes, *([LIMITS] if limits else [])])


def _between(own: ErrorPropagation, parameter: str) -> str:
    """Return the interval of a parameter of fit in words."""
    row = {name: float(value) for name, value in own.fit.T[parameter].to_dict().items()}
    return f"between {row['low']:.3f} and {row['high']:.3f} ({row['observed']:.3f} as observed)"
