"""A synthetic survey on digital service orientation: 534 invented respondents with planted recipes.

The survey is in the style of Sklyar, Sörhammar, Kowalkowski and Tronvoll (2025), who studied service
operations and service sales of one manufacturer. It is not their data: answers, items, scale and cut-offs
of that study are not public, and nothing here was fitted to it. Every number comes from this file and one
seed.

To be the same on every machine and with every release of numpy, the draws use only the raw stream of
``PCG64``, which numpy keeps stable, and the inverse normal distribution of the standard library; items are
whole numbers.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

from fsqca._checks import check_count, check_fraction, check_number
from fsqca._types import Bools, Floats
from fsqca.datasets.codebook import ITEMS, REVERSED, digital_service_constructs
from fsqca.errors import ArgumentError

#: The seed of the packaged data. It was chosen, not drawn: see docs/data_digital_service.md.
DEFAULT_SEED = 359

#: Standard deviation of the noise of single answers, in points of the scale, by construct or for one item.
ITEM_NOISE = {"TF": 1.00, "AD": 1.05, "AG": 1.15, "RB": 1.25, "CF": 1.15, "CF3": 1.50, "DSO": 1.40}

#: Standard deviation of the difference in level between the items of a construct.
ITEM_LEVEL = 0.15

CONDITIONS = ("TF", "AD", "AG", "RB", "CF")
LATENT_SD = 1.70
CORRELATION = 0.22
OTHER_CORRELATIONS = {
    ("AD", "AG"): 0.32,
    ("TF", "CF"): 0.28,
    ("AD", "RB"): 0.10,
    ("AG", "RB"): 0.12,
    ("RB", "CF"): 0.05,
}
MEANS = {
    "service operations": {"TF": 4.45, "AD": 4.35, "AG": 4.15, "RB": 4.05, "CF": 4.75},
    "service sales": {"TF": 4.55, "AD": 4.20, "AG": 4.30, "RB": 4.20, "CF": 4.95},
}

#: Log-odds of a membership per point of the scale where the anchors are 2, 4 and 6: ln(0.95 / 0.05) / 2.
LOG_ODDS_PER_POINT = 1.4722194895832204
OUTCOME_INTERCEPT = 0.40
OUTCOME_SLOPE = 1.60
OUTCOME_NOISE = 0.45
HIGH_FOR_OTHER_REASONS = 0.03
DEVIANT_ON_PATH = 0.02

MISSING_ANSWER = 0.015
BREAKS_OFF = 0.02
BREAKS_OFF_EARLY = 0.006

REGIONS = ("Europe", "North America", "Asia-Pacific", "Latin America", "Middle East and Africa")
REGION_SHARES = (0.40, 0.24, 0.22, 0.08, 0.06)
ROLES = {
    "service operations": ("technician", "service engineer", "planner", "team leader"),
    "service sales": ("sales representative", "key account manager", "sales support", "team leader"),
}
ROLE_SHARES = (0.38, 0.30, 0.18, 0.14)
AGE_GROUPS = ("under 30", "30-39", "40-49", "50 and over")


def simulate_digital_service(
    seed: int = DEFAULT_SEED,
    n_operations: int = 270,
    n_sales: int = 264,
    *,
    noise: float = 1.0,
    difference: float = 0.0,
) -> pd.DataFrame:
    """Return synthetic survey answers of service operations and service sales, with planted recipes.

    The respondents are invented. The survey is in the style of Sklyar et al. (2025) [1]_, of which neither
    the data nor the items are public; it shows what the method and the software do, and is no finding about
    firms.

    Parameters
    ----------
    seed : int, at least 0
        Start of the random stream. The default gives the packaged data, see `digital_service`.
    n_operations : int, at least 1
        Respondents in service operations. The answers of the others stay the same when more are asked
        for.
    n_sales : int, at least 1
        Respondents in service sales.
    noise : float, at least 0
        Multiplies the noise of single answers (see Notes). Less noise means higher reliability and recipes
        that are easier to find.
    difference : float from 0 to 1
        A planted difference between the functions: the share of respondents in service sales for whom
        rule-bending leads nowhere, so that only ``TF*AD*AG`` is left of the recipes. 0: the same recipes in
        both functions, as in the packaged data. Conditions, answers on them and backgrounds stay the same.

    Returns
    -------
    pandas.DataFrame
        One row per respondent, index ``respondent`` ("R001", ...); columns ``function``, ``region``,
        ``role``, ``tenure`` (years), ``age_group`` and the 25 items, whole numbers from 1 to 7 as floats,
        NaN where there is no answer. `describe_digital_service` documents each of them.

    Raises
    ------
    ArgumentError
        If a number is out of its range.
    ArgumentTypeError
        If the seed or a number of respondents is not a whole number, or `noise` is not a number.

    Notes
    -----
    *Conditions.* The true scores of technology foresight (TF), adaptability (AD), agility (AG),
    rule-bending (RB) and customer focus (CF) are multivariate normal with standard deviation 1.70 and
    correlations of 0.22 (AD-AG 0.32, TF-CF 0.28, AD-RB 0.10, AG-RB 0.12, RB-CF 0.05), clipped to the scale
    from 1 to 7.

    *Outcome.* With memberships by the direct method and the anchors 2, 4 and 6, three recipes are planted:
    ``path = TF*AD*AG + TF*AD*RB + TF*AG*RB``, technology foresight with any two of the other three. The
    log-odds of digital service orientation (DSO) are ``0.40 + 1.60 * logit(path)`` plus normal noise with
    standard deviation 0.45, and the true score is the one with these log-odds, clipped. With `difference`,
    that share of service sales has ``path = TF*AD*AG``. Of the respondents
    outside the path 3 % are high for other reasons (5.0 to 6.5), and of those in it 2 % are low all the same
    (1.5 to 3.0). Customer focus is in no recipe.

    *Items.* An answer is the true score, plus a level of the item (normal, standard deviation 0.15), plus
    noise, rounded and clipped to 1, ..., 7. The standard deviation of the noise is 1.00 for the items of TF,
    1.05 for AD, 1.15 for AG, 1.25 for RB, 1.15 for CF and 1.40 for DSO. Item CF3 is worded the other way
    round (8 - answer) and noisier (1.50). 1.5 % of the answers are missing at random, and 2 % of the
    respondents leave a block of items unfinished: of ten, seven after the first two items and three after
    the first.

    *Backgrounds.* Region, role, tenure and age are unrelated to the answers.

    References
    ----------
    .. [1] Sklyar, A., Sörhammar, D., Kowalkowski, C. and Tronvoll, B. (2025). Digital service orientation:
       unlocking servitization in service operations and service sales. International Journal of Operations &
       Production Management.

    Examples
    --------
    >>> answers = simulate_digital_service()
    >>> answers.shape
    (534, 30)
    >>> answers["function"].value_counts().to_dict()
    {'service operations': 270, 'service sales': 264}
    """
    seed = check_count("seed", seed, least=0)
    counts = {
        "service operations": check_count("n_operations", n_operations),
        "service sales": check_count("n_sales", n_sales),
    }
    noise = check_number("noise", noise)
    if noise < 0:
        raise ArgumentError(f"noise is {noise:g}, but it must be at least 0.")
    difference = check_fraction("difference", difference)
    levels = ITEM_LEVEL * _normal(_uniform(seed, 0, 1, len(ITEMS)))[0]
    parts = []
    for stream, function in enumerate(counts, start=1):
        draws = _Draws(_uniform(seed, stream, counts[function], _N_DRAWS))
        fewer = np.zeros(counts[function], dtype=bool)
        if function == "service sales" and difference > 0:
            fewer = _uniform(seed, len(counts) + 1, counts[function], 1)[:, 0] < difference
        parts.append(_one_function(function, draws, levels, noise, fewer))
    frame = pd.concat(parts, ignore_index=True)
    width = max(3, len(str(len(frame))))
    frame.index = pd.Index([f"R{number:0{width}d}" for number in range(1, len(frame) + 1)], name="respondent")
    return frame


#: Draws per respondent: conditions, outcome noise, two for unusual outcomes, items, missing answers,
#: two for breaking off, and four for region, role, age and tenure.
_N_DRAWS = len(CONDITIONS) + 1 + 2 + 2 * len(ITEMS) + 2 + 4


class _Draws:
    """Uniform numbers, one row per respondent, handed out column by column."""

    def __init__(self, uniforms: Floats) -> None:
        self._uniforms = uniforms
        self._used = 0

    def take(self, n_columns: int) -> Floats:
        start = self._used
        self._used += n_columns
        return self._uniforms[:, start : self._used]

    def one(self) -> Floats:
        return self.take(1)[:, 0]


def _uniform(seed: int, stream: int, n_rows: int, n_columns: int) -> Floats:
    """Return numbers strictly between 0 and 1 from the raw 64-bit stream, shape (n_rows, n_columns)."""
    bits = np.random.PCG64(np.random.SeedSequence([seed, stream])).random_raw(n_rows * n_columns)
    numbers: Floats = (np.asarray(bits >> np.uint64(11), dtype=np.float64) + 0.5) * 2.0**-53
    return numbers.reshape(n_rows, n_columns)


def _normal(uniforms: Floats) -> Floats:
    """Return standard normal numbers of the same shape, by the inverse distribution function."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(number) for number in uniforms.ravel().tolist()]).reshape(uniforms.shape)


def _correlations() -> Floats:
    matrix = np.full((len(CONDITIONS), len(CONDITIONS)), CORRELATION)
    np.fill_diagonal(matrix, 1.0)
    for (first, second), value in OTHER_CORRELATIONS.items():
        i, j = CONDITIONS.index(first), CONDITIONS.index(second)
        matrix[i, j] = matrix[j, i] = value
    return matrix


def _one_function(function: str, draws: _Draws, levels: Floats, noise: float, fewer: Bools) -> pd.DataFrame:
    """Return the answers and backgrounds of the respondents of one function; `fewer` have one recipe only."""
    means = np.array([MEANS[function][name] for name in CONDITIONS])
    deviations = _normal(draws.take(len(CONDITIONS))) @ np.linalg.cholesky(_correlations()).T
    conditions = np.clip(means + LATENT_SD * deviations, 1.0, 7.0)
    true_scores = dict(zip(CONDITIONS, conditions.T, strict=True))
    true_scores["DSO"] = _outcome(true_scores, draws, fewer)
    answers = _answers(true_scores, draws, levels, noise)
    answers[_unanswered(draws)] = np.nan
    region, role, age, tenure = draws.take(4).T
    years = 21 + np.floor(44 * age)
    backgrounds = pd.DataFrame(
        {
            "function": function,
            "region": _pick(region, REGIONS, REGION_SHARES),
            "role": _pick(role, ROLES[function], ROLE_SHARES),
            "tenure": np.floor((years - 20) * tenure**1.5).astype(np.int64),
            "age_group": [AGE_GROUPS[group] for group in np.searchsorted([30, 40, 50], years, side="right")],
        }
    )
    return pd.concat([backgrounds, pd.DataFrame(answers, columns=list(ITEMS))], axis=1)


def _outcome(true_scores: dict[str, Floats], draws: _Draws, fewer: Bools) -> Floats:
    """Return true scores of digital service orientation, on the scale from 1 to 7."""
    tf, ad, ag, rb = (true_scores[name] for name in ("TF", "AD", "AG", "RB"))
    # Memberships rise with scores, so minima and maxima may be taken of the scores themselves.
    pairs = np.maximum.reduce([np.minimum(ad, ag), np.minimum(ad, rb), np.minimum(ag, rb)])
    pairs = np.where(fewer, np.minimum(ad, ag), pairs)
    path = LOG_ODDS_PER_POINT * (np.minimum(tf, pairs) - 4.0)
    log_odds = OUTCOME_INTERCEPT + OUTCOME_SLOPE * path + OUTCOME_NOISE * _normal(draws.one())
    score = np.clip(4.0 + log_odds / LOG_ODDS_PER_POINT, 1.0, 7.0)
    unusual, level = draws.take(2).T
    score = np.where((path <= 0) & (unusual < HIGH_FOR_OTHER_REASONS), 5.0 + 1.5 * level, score)
    return np.where((path > 0) & (unusual < DEVIANT_ON_PATH), 1.5 + 1.5 * level, score)


def _answers(true_scores: dict[str, Floats], draws: _Draws, levels: Floats, noise: float) -> Floats:
    """Return complete answers, shape (n_respondents, n_items)."""
    constructs = [construct for construct, items in digital_service_constructs().items() for _ in items]
    scores = np.column_stack([true_scores[construct] for construct in constructs])
    pairs = zip(ITEMS, constructs, strict=True)
    spread = noise * np.array([ITEM_NOISE.get(item, ITEM_NOISE[construct]) for item, construct in pairs])
    answers = np.clip(np.rint(scores + levels + spread * _normal(draws.take(len(ITEMS)))), 1.0, 7.0)
    for item in REVERSED:
        column = ITEMS.index(item)
        answers[:, column] = 8.0 - answers[:, column]
    return answers


def _unanswered(draws: _Draws) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which answers are missing: single ones at random, and the rest of a block not finished."""
    missing = draws.take(len(ITEMS)) < MISSING_ANSWER
    breaks_off, which = draws.take(2).T
    blocks = list(digital_service_constructs().values())
    for respondent in np.flatnonzero(breaks_off < BREAKS_OFF):
        block = blocks[int(which[respondent] * len(blocks))]
        answered = 1 if breaks_off[respondent] < BREAKS_OFF_EARLY else len(block) // 2
        missing[respondent, [ITEMS.index(item) for item in block[answered:]]] = True
    return missing


def _pick(uniforms: Floats, words: tuple[str, ...], shares: tuple[float, ...]) -> list[str]:
    """Return one word per number, each with its share."""
    places = np.searchsorted(np.cumsum(shares)[:-1], uniforms, side="right")
    return [words[place] for place in places]
