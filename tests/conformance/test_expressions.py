"""The language of expressions, compared with R QCA's functions (package admisc).

Texts are compared as Boolean functions over all configurations. What a text means is worked out here, from
its signs, without our parser: so where R and fsqca differ it is known which of them is right.
"""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from fsqca.errors import ExpressionError, FsqcaError, UnknownNameError
from fsqca.expressions import Expression, intersection, parse, simplifications
from tests.conformance import corpus

REFUSED = "difference: what is no expression, or an unknown set or value, is an error; R reads something"
BOTH_REFUSE = "refused by both"
COMPUTED = "difference: R stops where there is a result"
EMPTY = "equal to R, whose empty text is 1 or 0"
WRONG = "difference: R's text is another Boolean function than it should be"
DROPPED = "difference: R's factored form of A + A*B is A*(B)"
SOME = "equal to R, which lists some of the tied forms"
CRISP = "equal to R, but for forms that hold for crisp sets only"
KEPT = "difference: a term that can never be is kept, R has an error"

Rows = frozenset[tuple[int, ...]]


def levels_of(args: dict) -> dict[str, int]:
    """Return the sets of a case and their numbers of values."""
    names = args.get("snames") or sorted(set(re.findall(r"[A-Za-z]\w*", " ".join(texts_of(args)))))
    return dict(zip(names, args.get("noflevels") or [2] * len(names), strict=True))


def texts_of(args: dict) -> list[str]:
    value = args.get("expressions", args.get("expression"))
    return [value] if isinstance(value, str) else list(value)


def meaning(text: str, levels: dict[str, int]) -> Rows:
    """Return the configurations that a text of R covers, by Python's own `not`, `and`, `or`."""
    names = "|".join(sorted(map(re.escape, levels), key=len, reverse=True))
    text = text.translate({ord("&"): "*", ord("·"): "*", ord("|"): "+", ord("`"): None})
    signs = re.findall(rf"({names})(?:[{{\[]([0-9,]+)[}}\]])?|([~()+*]|\b[01]\b)|(\S)", text)
    code = ""
    for name, values, sign, other in signs:
        assert not other, f"{other!r} in {text!r}"
        if code and (name or sign in ("~", "(")) and not code.endswith(("(", " and ", " or ", " not ")):
            code += " and "
        if name:
            code += f"(row[{list(levels).index(name)}] in {{{values or 1}}})"
        else:
            code += {"~": " not ", "+": " or ", "*": " and ", "1": "True", "0": "False"}.get(sign, sign)
    rows = product(*map(range, levels.values()))
    compiled = compile(code.strip(), text, "eval")
    return frozenset(row for row in rows if eval(compiled, {"row": row}))


def means(text: str, levels: dict[str, int], wanted: Rows) -> bool:
    """Return whether a text of R covers just these configurations; not where it is no expression."""
    try:
        return meaning(text, levels) == wanted
    except (AssertionError, SyntaxError):
        return False


def rows_of(expression: Expression, levels: dict[str, int]) -> Rows:
    """Return the configurations that one of our expressions covers, by its memberships."""
    rows = list(product(*map(range, levels.values())))
    frame = pd.DataFrame(rows, columns=list(levels))
    inside = parse(expression, levels).evaluate(frame).to_numpy() == 1.0
    return frozenset(row for row, is_in in zip(rows, inside, strict=True) if is_in)


def r_results(case: dict) -> list[str]:
    results = case["expected"]["results"]
    return [text for entry in results for text in (entry if isinstance(entry, list) else [entry])]


def cases(*functions: str) -> list:
    return [
        p
        for p in corpus.cases("expressions")
        if not p.values[0].get("absent") and p.values[0]["args"]["fn"] in functions
    ]


def read(case: dict) -> list[Expression] | None:
    """Return the expressions of a case; None, having counted it, where its text is none."""
    levels = levels_of(case["args"])
    try:
        return [parse(text, levels, notation="R") for text in texts_of(case["args"])]
    except (ExpressionError, UnknownNameError):
        corpus.ran("expressions", BOTH_REFUSE if "error" in case["expected"] else REFUSED)
        return None


def compare(case: dict, ours: list[Expression], wanted: Rows) -> str:
    """Return how our results and those of R compare, having asserted that ours are right."""
    levels = levels_of(case["args"])
    for expression in ours:
        assert rows_of(expression, levels) == wanted
    if "error" in case["expected"]:
        return COMPUTED
    everything = len(list(product(*map(range, levels.values()))))
    theirs = r_results(case)
    if theirs == [""]:
        return EMPTY if len(wanted) in (0, everything) else WRONG
    return "equal to R" if all(means(text, levels, wanted) for text in theirs) else WRONG


def form(text: str | Expression, levels: dict[str, int]) -> Expression:
    return parse(parse(text, levels, notation="R"), levels)


@pytest.mark.parametrize("case", cases("simplify"))
def test_shortest_forms(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    levels = levels_of(case["args"])
    ours = list(simplifications(expressions[0], levels))
    outcome = compare(case, ours, meaning(texts_of(case["args"])[0], levels))
    if outcome == "equal to R":
        theirs = {form(text, levels) for text in r_results(case)}
        assert theirs <= set(ours)
        outcome = "equal to R" if theirs == set(ours) else SOME
    corpus.ran("expressions", outcome)


@pytest.mark.parametrize("case", cases("negate"))
def test_negations(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    levels = levels_of(case["args"])
    everything = frozenset(product(*map(range, levels.values())))
    negation = expressions[0].negate()
    shortest = simplifications(negation, levels)
    wanted = everything - meaning(texts_of(case["args"])[0], levels)
    outcome = compare(case, [negation, *shortest], wanted)
    if outcome == "equal to R":
        assert {form(text, levels) for text in r_results(case)} <= set(shortest)
    corpus.ran("expressions", outcome)


@pytest.mark.parametrize("case", cases("expand"))
def test_expansions(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    levels = levels_of(case["args"])
    expanded = expressions[0].expand(levels)
    outcome = compare(case, [expanded], meaning(texts_of(case["args"])[0], levels))
    if outcome == "equal to R":
        assert form(r_results(case)[0], levels) == expanded
    corpus.ran("expressions", outcome)


@pytest.mark.parametrize("case", cases("asSOP"))
def test_sums_of_products(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    wanted = meaning(texts_of(case["args"])[0], levels_of(case["args"]))
    corpus.ran("expressions", compare(case, expressions, wanted))


@pytest.mark.parametrize("case", cases("intersection"))
def test_intersections(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    levels = levels_of(case["args"])
    wanted = frozenset.intersection(*(meaning(text, levels) for text in texts_of(case["args"])))
    common = intersection(*expressions)
    corpus.ran("expressions", compare(case, [common, common.simplify(levels)], wanted))


@pytest.mark.parametrize("case", cases("factorize"))
def test_factored_forms(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    levels, text = levels_of(case["args"]), texts_of(case["args"])[0]
    wanted = meaning(text, levels)
    forms = expressions[0].factorize()
    for ours in forms:
        assert parse(ours, levels) == expressions[0]
        assert meaning(ours, levels) == wanted
    if "error" in case["expected"]:
        corpus.ran("expressions", COMPUTED)
        return
    theirs = [theirs for theirs in r_results(case) if means(theirs, levels, wanted)]
    same = [theirs for theirs in theirs if form(theirs, levels) == expressions[0]]
    # Where R did nothing that holds for crisp sets only, our shortest form is as short as any of R's.
    assert all(n_literals(forms[0]) <= n_literals(other) for other in same)
    if len(theirs) < len(r_results(case)):
        sets = [set(term) for term in expressions[0].literal_terms]
        outcome = DROPPED if any(one < other for one in sets for other in sets) else WRONG
    else:
        outcome = "equal to R" if len(same) == len(theirs) else CRISP
    corpus.ran("expressions", outcome)


def n_literals(text: str) -> int:
    return len(re.findall(r"\w+(?:\{[^}]*\})?", text))


@pytest.mark.parametrize("case", cases("translate"))
def test_tables_of_terms(case: dict) -> None:
    expressions = read(case)
    if expressions is None:
        return
    expected, levels = case["expected"], levels_of(case["args"])
    table = expressions[0].table
    assert rows_of_table(table, levels) == meaning(texts_of(case["args"])[0], levels)
    if "error" in expected:
        never = [cells for cells in table.to_numpy().tolist() if any("*" in cell for cell in cells)]
        corpus.ran("expressions", KEPT if never else COMPUTED)
        return
    theirs = pd.DataFrame(expected["matrix"], columns=expected["columns"]).replace("-1", "")
    # A term written twice is one term.
    distinct = dict.fromkeys(map(tuple, theirs[list(table.columns)].to_numpy().tolist()))
    assert list(map(tuple, table.to_numpy().tolist())) == list(distinct)
    corpus.ran("expressions", "equal to R")


def rows_of_table(table: pd.DataFrame, levels: dict[str, int]) -> Rows:
    """Return the configurations that a table of terms covers."""

    def fits(value: int, cell: str) -> bool:
        return all(not part or str(value) in part.split(",") for part in cell.split("*"))

    return frozenset(
        row
        for row in product(*map(range, levels.values()))
        for cells in table[list(levels)].to_numpy().tolist()
        if all(map(fits, row, cells))
    )


@pytest.mark.parametrize("case", cases("compute"))
def test_memberships(case: dict) -> None:
    corpus.require(case)
    data, text = corpus.frame(case), texts_of(case["args"])[0]
    try:
        expression = parse(text, notation="R")
        ours = expression.evaluate(data)
    except FsqcaError:
        corpus.ran("expressions", BOTH_REFUSE if "error" in case["expected"] else REFUSED)
        return
    if "error" in case["expected"]:
        # R does not know a negated parenthesis; the memberships by hand.
        by_hand = re.sub(r"([A-Za-z]\w*)(?:\{([0-9,]+)\})?", r'literal("\1", "\2")', text)
        by_hand = by_hand.replace("~", "-").replace("*", "&").replace("+", "|")
        expected = eval(by_hand, {"literal": lambda name, values: Fuzzy.literal(data[name], values)})
        assert ours.to_list() == pytest.approx(list(expected.values), abs=1e-12)
        corpus.ran("expressions", COMPUTED)
        return
    values = case["expected"]["values"]
    if isinstance(values, dict):
        assert len(values) == len(expression.terms)
        for theirs, term in zip(values, expression.terms, strict=True):
            assert parse(theirs, notation="R") == term
            assert term.evaluate(data).to_list() == pytest.approx(
                [corpus.number(value) for value in values[theirs]], abs=1e-6
            )
    else:
        assert ours.to_list() == pytest.approx([corpus.number(value) for value in values], abs=1e-6)
    corpus.ran("expressions", "equal to R")


class Fuzzy:
    """Memberships that -, & and | negate, intersect and unite."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    @classmethod
    def literal(cls, column: pd.Series, values: str) -> Fuzzy:
        """Return the memberships in a set, or of its values such as "0,2"."""
        wanted = [int(value) for value in values.split(",") if value] or [1]
        if column.max() > 1:
            return cls(column.isin(wanted).to_numpy(dtype=float))
        parts = [column.to_numpy() if value else 1 - column.to_numpy() for value in wanted]
        return cls(np.maximum.reduce(parts))

    def __neg__(self) -> Fuzzy:
        return Fuzzy(1 - self.values)

    def __and__(self, other: Fuzzy) -> Fuzzy:
        return Fuzzy(np.minimum(self.values, other.values))

    def __or__(self, other: Fuzzy) -> Fuzzy:
        return Fuzzy(np.maximum(self.values, other.values))


def test_every_function_of_the_corpus_has_a_counterpart() -> None:
    tested = {
        "simplify",
        "negate",
        "expand",
        "asSOP",
        "intersection",
        "factorize",
        "translate",
        "compute",
    }
    functions = [p.values[0]["args"]["fn"] for p in corpus.cases("expressions") if "args" in p.values[0]]
    assert set(functions) <= tested
    assert len(functions) == len(cases(*tested)) > 0
