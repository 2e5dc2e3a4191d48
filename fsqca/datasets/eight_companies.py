"""Eight companies: facts, rubrics and two codings, for the example of qualitative calibration.

The facts are paraphrased from a work-in-progress paper on servitization by small and medium-sized
manufacturers in Flanders (2015). Rubrics and codings were written for this example. Everything made of them
is illustrative and no finding.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from fsqca.evidence import Codings, Rubric


def _file(name: str) -> Path:
    return Path(str(files("fsqca.datasets") / name))


def eight_companies() -> pd.DataFrame:
    """Return the facts about eight companies: what they make, their size, and what two workshops showed.

    Returns
    -------
    pandas.DataFrame
        Index ``company``; columns ``products``, ``size``, ``evidence``. A new frame each time.

    Examples
    --------
    >>> eight_companies().index.tolist()
    ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Kapa', 'Lamba', 'Mu']
    """
    return pd.read_csv(_file("eight_companies_facts.csv"), index_col="company")


def eight_companies_rubrics() -> dict[str, Rubric]:
    """Return the rubrics: four internal levers of servitization and the outcome ADV (advanced services).

    Examples
    --------
    >>> list(eight_companies_rubrics())
    ['NET', 'DIG', 'CLI', 'STR', 'ADV']
    """
    from fsqca.evidence import read_rubrics

    return read_rubrics(_file("eight_companies_rubrics.toml"))


def eight_companies_codings() -> Codings:
    """Return two codings of the evidence, by two readings of the rubrics.

    Examples
    --------
    >>> eight_companies_codings()
    <Codings: 8 cases, 5 sets, 2 coders>
    """
    from fsqca.evidence import code_evidence

    frame = pd.read_csv(_file("eight_companies_codings.csv"))
    return code_evidence(frame, eight_companies_rubrics(), cases=eight_companies().index.tolist())
