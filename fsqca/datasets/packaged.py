"""Data sets that come with the library."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pandas as pd

from fsqca.datasets.codebook import ITEMS

_FILE = "digital_service_synthetic.csv"


def digital_service() -> pd.DataFrame:
    """Return the packaged synthetic survey on digital service orientation: 534 invented respondents.

    It is what `simulate_digital_service` gives with its default seed. The data are synthetic, made in the
    style of Sklyar et al. (2025) [1]_ and not their data; results from them say nothing about firms.

    Returns
    -------
    pandas.DataFrame
        One row per respondent, index ``respondent`` ("R001" to "R534"): 270 in service operations, 264 in
        service sales. Columns ``function``, ``region``, ``role``, ``tenure`` (years), ``age_group`` and 25
        items from 1 to 7, as floats with NaN where there is no answer. A new frame each time.

    See Also
    --------
    describe_digital_service : what every column is.
    digital_service_constructs : the items of each construct.

    References
    ----------
    .. [1] Sklyar, A., Sörhammar, D., Kowalkowski, C. and Tronvoll, B. (2025). Digital service orientation:
       unlocking servitization in service operations and service sales. International Journal of Operations &
       Production Management.

    Examples
    --------
    >>> answers = digital_service()
    >>> answers.shape
    (534, 30)
    >>> answers.index[0], answers.index[-1]
    ('R001', 'R534')
    """
    with digital_service_file().open("r", encoding="utf-8") as file:
        return pd.read_csv(file, index_col="respondent", dtype=dict.fromkeys(ITEMS, "float64"))


def digital_service_file() -> Path:
    """Return where the file of the packaged synthetic survey is, for :func:`fsqca.read`.

    Returns
    -------
    Path
        A CSV file in UTF-8: the column ``respondent`` names the cases, a blank cell is no answer.

    Examples
    --------
    >>> import fsqca as fq
    >>> fq.read(digital_service_file(), cases="respondent", group="function")
    <StudyData: 534 cases, 30 columns, group 'function', 231 missing values>
    """
    return Path(str(files("fsqca.datasets") / _FILE))
