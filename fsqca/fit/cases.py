"""Which cases stand behind the parameters of fit: memberships, and the kind of each case.

References
----------
Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge University
Press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._types import Floats
from fsqca.fit.kinds import TOLERANCE, case_kinds
from fsqca.fit.relation import Kind

if TYPE_CHECKING:
    import pandas as pd

#: Kind of case in figures -> kind of case in words.
LONG_NAMES = {
    "deviant in degree": "deviant for consistency in degree",
    "deviant in kind": "deviant for consistency in kind",
    "not covered": "deviant for coverage",
}
#: Of one term: the case is a member of the outcome and not of this term, but of another term.
ELSEWHERE = "covered by another term"


@dataclass(frozen=True, slots=True, eq=False)
class CaseMemberships:
    """Memberships behind a fit.

    Attributes
    ----------
    cases : tuple
        The case ids.
    terms : ndarray of float in [0, 1], shape (n_cases, n_terms)
    outcome : ndarray of float in [0, 1], shape (n_cases,)
    """

    cases: tuple[Any, ...]
    terms: Floats
    outcome: Floats

    @property
    def solution(self) -> Floats:
        """Return the membership in any of the terms, shape (n_cases,)."""
        solution: Floats = self.terms.max(axis=1, initial=0.0)
        return solution


def membership_frame(known: CaseMemberships, labels: Sequence[str], outcome: str) -> pd.DataFrame:
    """Return one row per case: membership in each term, in the solution and in the outcome."""
    import pandas as pd

    columns = pd.Index([*labels, "solution", outcome], name="set")
    values = np.column_stack((known.terms, known.solution, known.outcome))
    return pd.DataFrame(values, index=pd.Index(list(known.cases), name="case"), columns=columns)


def case_frame(known: CaseMemberships, labels: Sequence[str], kind: Kind) -> pd.DataFrame:
    """Return one row per case and term, and one per case for the solution, tidy."""
    import pandas as pd

    n_cases, n_terms = known.terms.shape
    solution = known.solution
    inside = known.terms > 0.5 + TOLERANCE
    parts = []
    for position, label in enumerate((*labels, "solution")):
        own = known.terms[:, position] if position < n_terms else solution
        words = case_kinds(own, known.outcome, kind)
        kinds = np.array([LONG_NAMES.get(word, word) for word in words.tolist()], dtype=object)
        if position < n_terms:
            if kind == "sufficiency":
                kinds[(words == "not covered") & (solution > 0.5 + TOLERANCE)] = ELSEWHERE
            alone = inside[:, position] & (inside.sum(axis=1) == 1)
        else:
            alone = inside.sum(axis=1) == 1
        parts.append(
            pd.DataFrame(
                {
                    "case": list(known.cases),
                    "term": [label] * n_cases,
                    "membership": own,
                    "outcome": known.outcome,
                    "kind": kinds,
                    "unique": alone,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
