"""The approximate permutation test of an effect size (Dul, van der Laan & Kuik 2020).

The outcome is shuffled against the condition, so that nothing but chance connects the two. The p value is the
share of such samples whose effect size is at least the observed one, the observed sample counted among them:
(1 + b) / (1 + n), which is never 0 (Phipson & Smyth 2010).

References
----------
Dul, J., van der Laan, E., & Kuik, R. (2020). A statistical significance test for necessary condition
analysis. Organizational Research Methods, 23(2), 385-395.

Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: Calculating exact p-values when
permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology, 9(1), 39.
"""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats
from fsqca.ceilings.lines import Scope, effect_sizes, order_of, steps_of

#: Outcomes held at once.
MOST_NUMBERS = 1_000_000
#: Effect sizes that should be equal may differ by rounding.
ROUNDING = 1e-12


def permutation_p(
    x: Floats, y: Floats, scope: Scope, observed: tuple[float, float], permutations: int, seed: int
) -> tuple[float, float]:
    """Return the p values of the effect sizes of CE-FDH and CR-FDH, NaN where an effect size is undefined."""
    values, _, starts = order_of(x)
    random = np.random.default_rng(seed)
    exceed = np.zeros(2, dtype=np.int64)
    step = max(1, MOST_NUMBERS // len(y))
    for start in range(0, permutations, step):
        number = min(step, permutations - start)
        shuffled = random.permuted(np.broadcast_to(y, (number, len(y))), axis=1)
        effects = effect_sizes(steps_of(values, starts, shuffled), scope)
        for position, (effect, own) in enumerate(zip(effects, observed, strict=True)):
            # A shuffled sample without a line counts as one that does not exceed.
            exceed[position] += int((np.nan_to_num(effect, nan=-1.0) >= own - ROUNDING).sum())
    p = [
        float("nan") if np.isnan(own) else float((1 + count) / (1 + permutations))
        for own, count in zip(observed, exceed.tolist(), strict=True)
    ]
    return p[0], p[1]
