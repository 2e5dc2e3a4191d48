"""A solution of 300 terms: every format holds it, or says clearly why it cannot."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import fsqca as fq
from fsqca.report import article_table

NAMES = [f"C{i}" for i in range(10)]


@pytest.fixture(scope="module")
def solutions():
    # No two configurations of odd parity are neighbours, so none can be merged.
    odd = [row for row in itertools.product((0, 1), repeat=10) if sum(row) % 2][:300]
    rows = pd.DataFrame(odd, columns=NAMES).assign(out="1")
    return fq.solve(fq.TruthTable.from_frame(rows, NAMES))


@pytest.mark.parametrize("suffix", ["docx", "tex", "html", "md", "csv", "xlsx", "txt"])
def test_a_table_of_300_terms_is_written_whole(solutions, suffix, tmp_path):
    found = solutions.conservative
    path = article_table(found).save(tmp_path / f"table.{suffix}")
    assert path.stat().st_size > 0
    if suffix in ("md", "csv", "txt"):
        text = path.read_text(encoding="utf-8")
        assert all(str(term) in text.replace("\\", "") for term in found.models[0].terms)


def test_a_chart_of_300_columns_goes_into_every_format_but_word_which_says_so(solutions, tmp_path):
    table = article_table(solutions.chart())
    for suffix in ("tex", "html", "md", "csv", "xlsx", "txt"):
        assert table.save(tmp_path / f"chart.{suffix}").stat().st_size > 0
    with pytest.raises(
        fq.FsqcaError, match=r"has 301 columns, but Word takes at most 63\. Nothing was written"
    ):
        table.save(tmp_path / "chart.docx")
    assert not (tmp_path / "chart.docx").exists()
