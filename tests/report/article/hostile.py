"""Names that files of all kinds would trip over."""

from __future__ import annotations

import pandas as pd

import fsqca as fq
from fsqca.report import from_frame

#: Marks of HTML, LaTeX, Markdown, Word and spreadsheets, other scripts, and what is no letter at all.
NAMES = (
    "<script>alert(1)</script>",
    "a & b < c > d",
    r"\input{secret} $x_1^2$ 50% #1 {y} ~z",
    "*bold* _it_ `code` [link](x) | pipe",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-A",
    "@SUM(A1)",
    "bell\x07 null\x00 tab\t line\nbreak \x0b",
    "half \ud800 pair",
    "turned \u202e round",
    "quo\"tes' and ``ticks''",
    "中文条件",
    "العربية",
    "[bracket",
    "* star",
    "--dash--",
    "x" * 300,
    "word " * 60,
)


def table(title="Hostile names"):
    """Return a table with these names everywhere: in the title, header, cells, headings and notes."""
    # Texts as objects: half a pair is no text for the columns that pandas makes of texts.
    index = pd.Index(NAMES, name=NAMES[0], dtype=object)
    frame = pd.DataFrame(index=index)
    frame["group"] = pd.Series([NAMES[0]] * 3 + [NAMES[2]] * (len(NAMES) - 3), index=index, dtype=object)
    frame[NAMES[2]] = pd.Series(NAMES, index=index, dtype=object)
    frame[NAMES[1]] = 0.5
    frame["n"] = range(len(NAMES))
    return from_frame(frame, title=title, notes=NAMES, groups="group")


def chart():
    """Return a chart of conditions with such names."""
    rows = pd.DataFrame({"A&<b>": [1, 1, 0, 0], "B_%$": [1, 0, 1, 0], "out": list("1100")})
    return fq.solve(fq.TruthTable.from_frame(rows, ["A&<b>", "B_%$"])).chart()
