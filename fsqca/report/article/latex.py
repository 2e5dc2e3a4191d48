r"""An article table as a fragment of LaTeX: booktabs, escaped, with macros for the signs of a chart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fsqca.report.article.layout import (
    LANDSCAPE_WIDTH,
    PORTRAIT_WIDTH,
    column_widths,
    head_lines,
    head_room,
    is_wide,
    wrapped_columns,
)
from fsqca.report.article.table import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fsqca.report.article.cells import Cell, Row, Sign
    from fsqca.report.article.table import ArticleTable

#: More rows than this run over a page.
LONG: Final = 32

#: Characters with a meaning in LaTeX, or without a letter in its usual fonts.
_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\ensuremath{{\sim}}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    '"': r"{\char34}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u00ad": r"\-",
    "\u200b": r"\allowbreak{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "−": r"\ensuremath{-}",
    "…": r"\dots{}",
    "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}",
    "≈": r"\ensuremath{\approx}",
    "≠": r"\ensuremath{\neq}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "∞": r"\ensuremath{\infty}",
    "√": r"\ensuremath{\surd}",
    "→": r"\ensuremath{\rightarrow}",
    "←": r"\ensuremath{\leftarrow}",
    "⇒": r"\ensuremath{\Rightarrow}",
    "α": r"\ensuremath{\alpha}",
    "ω": r"\ensuremath{\omega}",
    "ρ": r"\ensuremath{\rho}",
    "●": r"\ensuremath{\bullet}",
    "⊗": r"\ensuremath{\otimes}",
    "•": r"\textbullet{}",
    "\ufffd": "{?}",
}
#: What pdflatex and its usual fonts set without help: Latin letters of Europe, and curly quotation marks.
_PLAIN = re.compile("[\x20-\x7e\u00a1-\u017f‘’“”„‚‹›]")

_SIGNS = r"""\providecommand{\qcasign}[2]{\ensuremath{\vcenter{\hbox{#1\ensuremath{#2}}}}}
\providecommand{\corepresent}{\qcasign{\fontsize{17}{17}\selectfont}{\bullet}}
\providecommand{\coreabsent}{\qcasign{\fontsize{12}{12}\selectfont}{\otimes}}
\providecommand{\peripheralpresent}{\qcasign{\fontsize{9}{9}\selectfont}{\bullet}}
\providecommand{\peripheralabsent}{\qcasign{\fontsize{7}{7}\selectfont}{\otimes}}
"""


def escape(text: str, *, breakable: bool = False) -> str:
    r"""Return text for LaTeX in which no letter is a command.

    Parameters
    ----------
    text : str
    breakable : bool, default False
        Whether lines may break after the signs of an expression, and within words of more than 24 letters.

    Examples
    --------
    >>> print(escape("A_1 & 50 % of {x}"))
    A\_1 \& 50 \% of \{x\}
    """
    out: list[str] = []
    run = 0
    for letter in text:
        # Two hyphens would be a dash, and two apostrophes a quotation mark.
        twice = letter in "-'" and out and out[-1] in (letter, f"{{{letter}}}")
        piece = f"{{{letter}}}" if twice else _ESCAPES.get(letter, letter)
        out.append(piece)
        run = 0 if letter in " *+/" else run + 1
        if breakable and (letter in "*+/_" or (run and run % 24 == 0)):
            out.append(r"\allowbreak{}")
    return "".join(out)


def table_latex(table: ArticleTable, *, label: str = "") -> str:
    """Return the table as a fragment of LaTeX; its first lines say which packages it needs."""
    wide, long = is_wide(table), len(table.body) > LONG
    wraps = wrapped_columns(table)
    spec = _columns(table, wraps, wide)
    head = [
        _line(_stacked(row, table, wraps), table, wraps) + _cmidrules(row) * (i < len(table.head) - 1)
        for i, row in enumerate(table.head)
    ]
    body = [_body(row, table, wraps, i) for i, row in enumerate(table.body)]
    name = f"\\label{{{_label(label)}}}" if label else ""
    caption = f"\\caption{{{escape(table.title)}}}{name}"
    notes = _notes(table)
    if long:
        lines = [
            r"{\footnotesize",
            rf"\begin{{longtable}}{{{spec}}}",
            caption + r"\\",
            r"\toprule",
            *head,
            r"\midrule",
            r"\endfirsthead",
            r"\toprule",
            *head,
            r"\midrule",
            r"\endhead",
            r"\bottomrule",
            r"\endfoot",
            *body,
            r"\end{longtable}",
            *([rf"\noindent {notes}\par"] if notes else []),
            "}",
        ]
    else:
        lines = [
            r"\begin{table}[htbp]",
            r"\centering",
            r"\footnotesize",
            caption + r"\par\vspace{4pt}",
            rf"\begin{{tabular}}{{{spec}}}",
            r"\toprule",
            *head,
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            *(
                [r"\par\smallskip", rf"\begin{{minipage}}{{\linewidth}}\footnotesize {notes}\end{{minipage}}"]
                if notes
                else []
            ),
            r"\end{table}",
        ]
    if wide:
        lines = [r"\begin{landscape}", *lines, r"\end{landscape}"]
    text = "\n".join(lines) + "\n"
    return _preamble(table, text, wide=wide, long=long, wraps=bool(wraps)) + text


def _preamble(table: ArticleTable, text: str, *, wide: bool, long: bool, wraps: bool) -> str:
    packages = ["booktabs", *["array"] * wraps, *["longtable"] * long, *["pdflscape"] * wide]
    needed = " ".join(rf"\usepackage{{{name}}}" for name in packages)
    lines = [f"% Needs in the preamble: {needed}"]
    strange = sorted({letter for letter in text if not _PLAIN.match(letter) and letter != "\n"})
    if strange:
        shown = " ".join(strange[:12]) + (" ..." if len(strange) > 12 else "")
        lines.append(
            "% Compile with XeLaTeX or LuaLaTeX (\\usepackage{fontspec}) and a font that has these letters: "
            + shown
        )
    signs = ""
    if table.legend or any(one.sign for row in table.body for one in row.cells):
        lines.append(
            "% The signs of conditions are macros of standard LaTeX; define them before to draw others."
        )
        signs = _SIGNS
    return "\n".join(lines) + "\n" + signs


def _columns(table: ArticleTable, wraps: Sequence[int], wide: bool) -> str:
    widths = column_widths(table, LANDSCAPE_WIDTH if wide else PORTRAIT_WIDTH)
    parts = []
    for at, align in enumerate(table.align):
        if at in wraps:
            share = widths[at] / (LANDSCAPE_WIDTH if wide else PORTRAIT_WIDTH)
            parts.append(rf">{{\raggedright\arraybackslash}}p{{{max(0.06, share - 0.025):.3f}\linewidth}}")
        else:
            parts.append(align[0])
    return f"@{{}}{''.join(parts)}@{{}}"


def _line(cells: tuple[Cell | str, ...], table: ArticleTable, wraps: Sequence[int]) -> str:
    parts = []
    at = 0
    for one in cells:
        if isinstance(one, str):
            parts.append(one)
            at += 1
            continue
        text = _inside(one, breakable=at in wraps and one.span == 1)
        if one.span > 1:
            edge = ("@{}" if at == 0 else "") + "c" + ("@{}" if at + one.span == table.n_columns else "")
            text = rf"\multicolumn{{{one.span}}}{{{edge}}}{{{text}}}"
        parts.append(text)
        at += one.span
    return " & ".join(parts) + r" \\"


def _stacked(cells: tuple[Cell, ...], table: ArticleTable, wraps: Sequence[int]) -> tuple[Cell | str, ...]:
    """Return a row of the header, its long texts as stacks of lines."""
    room = head_room(table)
    made: list[Cell | str] = []
    for at, one in places(cells):
        lines = head_lines(one.text, room[at]) if one.span == 1 and at not in wraps else [one.text]
        stack = r"\\".join(escape(line) for line in lines)
        made.append(one if len(lines) == 1 else rf"\shortstack[{table.align[at][0]}]{{{stack}}}")
    return tuple(made)


def _cmidrules(cells: tuple[Cell, ...]) -> str:
    """Return the lines below headers of several columns."""
    rules = [
        rf"\cmidrule(lr){{{at + 1}-{at + one.span}}}"
        for at, one in places(cells)
        if one.span > 1 and one.text
    ]
    return "".join(rules)


def _body(row: Row, table: ArticleTable, wraps: Sequence[int], position: int) -> str:
    above = "\\midrule\n" if row.rule and position else ""
    if row.heading:
        space = "\\addlinespace\n" if position and not above else ""
        text = rf"\textit{{{_inside(row.cells[0])}}}"
        return rf"{above}{space}\multicolumn{{{table.n_columns}}}{{@{{}}l@{{}}}}{{{text}}} \\"
    return above + _line(row.cells, table, wraps)


def _inside(one: Cell, *, breakable: bool = False) -> str:
    if one.sign is not None:
        return sign_latex(one.sign)
    text = escape(one.text, breakable=breakable)
    # At the start of a row these belong to the end of the row before.
    guarded = "{}" + text if text.startswith(("*", "[")) else text
    return rf"\textbf{{{guarded}}}" if one.bold and guarded else guarded


def sign_latex(sign: Sign) -> str:
    r"""Return the macro of a sign.

    Examples
    --------
    >>> from fsqca.report.article.cells import Sign
    >>> print(sign_latex(Sign("core", False)))
    \coreabsent{}
    """
    name = ("core" if sign.large else "peripheral") + ("present" if sign.present else "absent")
    return rf"\{name}{{}}{escape(sign.after)}"


def _notes(table: ArticleTable) -> str:
    parts = [f"{sign_latex(sign)}~{escape(sign.words)}" for sign in table.legend]
    if table.blank:
        parts.append(f"blank: {escape(table.blank)}")
    texts = [
        *([f"{'; '.join(parts)}."] if parts else []),
        *(escape(one, breakable=True) for one in table.marked_notes),
    ]
    return r"\textit{Note.} " + " ".join(texts) if texts else ""


def _label(label: str) -> str:
    """Return a label without letters that LaTeX would read."""
    return re.sub(r"[^A-Za-z0-9:._-]", "-", label)


__all__ = ["escape", "sign_latex", "table_latex"]
