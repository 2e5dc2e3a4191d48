"""Cut-offs to codes: from the sums of a configuration to "1", "0", "C" or "?".

A pure function of a few numbers per row, so that sweeping the cut-offs never goes back to the data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsqca._checks import check_count, check_fraction
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError

#: Comparisons with a cut-off carry this tolerance, so that 0.8 computed as 0.7999999999 passes 0.8.
TOLERANCE = 1e-9
#: A row whose value lies this near to a cut-off is marked as sensitive to it.
NEAR = 0.005

POSITIVE, NEGATIVE, CONTRADICTION, REMAINDER = "1", "0", "C", "?"
CODES = (POSITIVE, NEGATIVE, CONTRADICTION, REMAINDER)


@dataclass(frozen=True, slots=True)
class Coding:
    """The cut-offs that turn sums into codes.

    Attributes
    ----------
    consistency : float in [0, 1]
        Least consistency of a positive row.
    pri : float in [0, 1]
        Least PRI of a positive row; 0 asks nothing.
    frequency : int >= 1
        Least number of cases, or sum of weights, of a row that is not a remainder.
    contradiction : float in [0, 1] or None
        Lower consistency cut-off: rows from here up to `consistency` are contradictions, "C".
    """

    consistency: float = 0.8
    pri: float = 0.0
    frequency: int = 1
    contradiction: float | None = None

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        set_field(self, "consistency", check_fraction("consistency", self.consistency))
        set_field(self, "pri", check_fraction("pri", self.pri))
        set_field(self, "frequency", check_count("frequency", self.frequency))
        if self.contradiction is not None:
            lower = check_fraction("contradiction", self.contradiction)
            set_field(self, "contradiction", lower)
            if lower >= self.consistency:
                raise ArgumentError(
                    f"contradiction is {lower:g}, but it must be lower than the consistency cut-off "
                    f'({self.consistency:g}): rows between the two are coded "C".'
                )

    def describe(self) -> str:
        """Return the cut-offs as a phrase."""
        text = f"consistency >= {self.consistency:g}, PRI >= {self.pri:g}, frequency >= {self.frequency}"
        if self.contradiction is not None:
            text += f', "C" from {self.contradiction:g}'
        return text


def code_rows(n: Ints | Floats, consistency: Floats, pri: Floats, coding: Coding) -> npt.NDArray[np.str_]:
    """Return the code of each row.

    Parameters
    ----------
    n : ndarray, shape (n_rows,)
        Number of cases.
    consistency, pri : ndarray of float, shape (n_rows,)
    coding : Coding

    Returns
    -------
    ndarray of str, shape (n_rows,)
        "1" positive, "0" negative, "C" contradiction, "?" remainder.

    Examples
    --------
    >>> code_rows(np.array([5, 5, 5, 1]), np.array([0.9, 0.7, 0.2, 1.0]), np.array([0.8, 0.5, 0.0, 1.0]),
    ...           Coding(consistency=0.8, frequency=2, contradiction=0.6)).tolist()
    ['1', 'C', '0', '?']
    """
    passes_consistency = consistency >= coding.consistency - TOLERANCE
    positive = passes_consistency & (pri >= coding.pri - TOLERANCE) if coding.pri > 0 else passes_consistency
    codes = np.where(positive, POSITIVE, NEGATIVE)
    if coding.contradiction is not None:
        between = ~passes_consistency & (consistency >= coding.contradiction - TOLERANCE)
        codes[between] = CONTRADICTION
    # Sums of weights carry a rounding error, numbers of cases do not.
    codes[n < coding.frequency - TOLERANCE] = REMAINDER
    return codes


def near_cut_offs(consistency: Floats, pri: Floats, coding: Coding) -> list[str]:
    """Return for each row the names of the cut-offs within 0.005 of its value, "" if none.

    A PRI cut-off of 0 asks nothing, so no row is near it.
    """
    marks = [("consistency", np.abs(consistency - coding.consistency) <= NEAR + TOLERANCE)]
    if coding.pri > 0:
        marks.append(("pri", np.abs(pri - coding.pri) <= NEAR + TOLERANCE))
    if coding.contradiction is not None:
        marks.append(("contradiction", np.abs(consistency - coding.contradiction) <= NEAR + TOLERANCE))
    return [", ".join(name for name, near in marks if near[row]) for row in range(len(consistency))]
