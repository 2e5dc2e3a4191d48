"""Hypothesis strategies shared by the tests: frames of memberships and expressions."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from fsqca.expressions import Expression, Literal

#: Memberships with ties, exact zeros and ones, and exact 0.5.
memberships = st.one_of(
    st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0]),
    # Six decimals: differences are then either 0 up to rounding or large enough to mean something.
    st.floats(0.0, 1.0).map(lambda value: round(value, 6)),
)
NAMES = ("A", "B", "C", "D")


@st.composite
def fuzzy_frames(draw: st.DrawFn, names: tuple[str, ...] = (*NAMES, "Y"), most: int = 12) -> pd.DataFrame:
    """Frames of fuzzy memberships, one to `most` cases, at least one value of each column fractional."""
    n_cases = draw(st.integers(1, most))
    lists = st.lists(memberships, min_size=n_cases, max_size=n_cases)
    columns = {name: [*draw(lists), 0.3] for name in names}
    return pd.DataFrame(columns, index=[f"case {i}" for i in range(n_cases + 1)])


@st.composite
def crisp_frames(draw: st.DrawFn, names: tuple[str, ...] = (*NAMES, "Y"), most: int = 12) -> pd.DataFrame:
    """Frames of crisp sets, one to `most` cases."""
    n_cases = draw(st.integers(1, most))
    bits = st.integers(0, 1)
    return pd.DataFrame({name: draw(st.lists(bits, min_size=n_cases, max_size=n_cases)) for name in names})


@st.composite
def two_valued_texts(draw: st.DrawFn, names: tuple[str, ...] = NAMES, depth: int = 3) -> str:
    """Texts of expressions over two-valued sets, with parentheses and negations."""
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from(["", "~"])) + draw(st.sampled_from(names))
    parts = draw(st.lists(two_valued_texts(names, depth - 1), min_size=1, max_size=3))
    text = draw(st.sampled_from(["*", " + ", "&", "|", " · "])).join(f"({part})" for part in parts)
    return f"{draw(st.sampled_from(['', '~']))}({text})"


@st.composite
def multi_value_expressions(draw: st.DrawFn) -> Expression:
    """Expressions as they come out of minimization: any names, values in braces, terms without repetition."""
    names = draw(
        st.lists(
            st.text(min_size=1, max_size=6).filter(lambda name: not name.isspace()),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    values = st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True).map(lambda v: tuple(sorted(v)))
    literals = st.builds(Literal, st.sampled_from(names), values, st.booleans(), st.just(True))
    terms = draw(st.lists(st.lists(literals, max_size=3, unique=True), max_size=4, unique_by=frozenset))
    order = {name: position for position, name in enumerate(names)}
    ordered = tuple(tuple(sorted(term, key=lambda literal: order[literal.name])) for term in terms)
    return Expression(ordered, tuple(names))


@st.composite
def multi_value_texts(draw: st.DrawFn, levels: dict[str, int], depth: int = 3) -> str:
    """Texts of expressions with values in braces that their sets have, with parentheses and negations."""
    negation = draw(st.sampled_from(["", "~"]))
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        name = draw(st.sampled_from(sorted(levels)))
        values = draw(st.sets(st.integers(0, levels[name] - 1), min_size=1, max_size=2))
        return f"{negation}{name}{{{','.join(map(str, values))}}}"
    parts = draw(st.lists(multi_value_texts(levels, depth - 1), min_size=1, max_size=3))
    return f"{negation}({draw(st.sampled_from(['*', ' + '])).join(f'({part})' for part in parts)})"
