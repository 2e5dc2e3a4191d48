"""One case of a minimization topic, run through the public functions, every part compared with R QCA."""

from __future__ import annotations

from collections.abc import Iterable

import fsqca as fq
from tests import oracles
from tests.conformance import corpus
from tests.conformance.terms import (
    Model,
    as_list,
    build,
    close,
    cut_offs,
    from_rows,
    literals,
    model_sets,
    outcome_of,
    rows_by_code,
    term_set,
)

#: R zeroes parameters of fit below this in the part of its output that is about a model (A1).
ZEROED = 1e-4
#: Prime implicants that R misses because it stops its search early (A9), by case.
R_MISSES = {"min-pub-parsi-0013": 42}
#: Enough for every case of the corpus: nothing is compared with a capped list.
MANY = 200_000


class Case:
    """A case of the corpus with its truth table and the options of its minimization, ours for R's."""

    def __init__(self, case: dict) -> None:
        self.id = case["id"]
        self.args = case["args"]
        self.expected = case["expected"]
        self.given = self.args["minimize"]
        self.data = corpus.frame(case)
        self.notes: list[str] = []
        self.excluded = as_list(self.args.get("exclude_rows") or [])
        built = build(case)
        rows = self.expected.get("rows_documented", self.expected.get("rows"))
        if rows is not None:
            wanted = {key: sorted(as_list(rows[key])) for key in ("pos", "neg", "C")}
            assert rows_by_code(built, self.excluded) == wanted
        if "rows_documented" in self.expected:
            # R wrote codes to wrong rows: what follows is compared on the table that R used.
            self.notes.append("R's own rows, its codes being wrong (A5)")
            self.table = from_rows(self.expected["rows"], built.levels)
        else:
            self.table = built
        self.built = built
        include = as_list(self.given.get("include") or [])
        self.kind = "parsimonious" if "?" in include else "conservative"
        self.options = {
            "include": ("C",) if "C" in include else (),
            "exclude": self.excluded,
            "ties": "irredundant" if self.given.get("all_sol") else "minimum",
            "row_dominance": bool(self.given.get("row_dom")),
            "max_models": MANY,
        }

    def minimize(self, kind: str | None = None, **more: object) -> fq.Solution:
        solution = fq.minimize(self.table, kind or self.kind, **self.options, **more)
        assert solution.complete
        assert solution.n_models_exact
        assert solution.n_models == len(solution.models)
        return solution

    def tally(self, topic: str) -> None:
        corpus.ran(topic, "; ".join(["equal to R", *self.notes]))


def check(case: dict, topic: str) -> None:
    """Run one case and compare everything that it records."""
    corpus.require(case)
    ours = Case(case)
    if "error" in case["expected"]:
        check_error(ours, topic)
        return
    solution = ours.minimize()
    check_models(ours, solution)
    check_primes(ours, solution)
    check_assumptions(ours, solution)
    check_numbers(ours)
    check_fit(ours, ours.expected["fit"], ours.expected["models"], solution.models)
    if "i_sol" in ours.expected:
        check_intermediate(ours)
    ours.tally(topic)


def by_terms(models: Iterable[fq.Model]) -> dict[Model, fq.Model]:
    return {term_set(model.terms): model for model in models}


def check_models(ours: Case, solution: fq.Solution) -> None:
    """All models and the terms that are in each of them, as sets."""
    expected = ours.expected
    theirs = model_sets(expected["models"])
    found = by_terms(solution.models)
    assert len(found) == solution.n_models
    if ours.given.get("first_min"):
        [one] = theirs
        assert one in found
        ours.notes.append("its first model is one of ours (first.min)")
        return
    assert "models_truncated" not in expected
    assert set(found) == theirs
    assert solution.n_models == expected["n_models"]
    assert term_set(solution.essential) == term_set(as_list(expected["essential"]))


def check_primes(ours: Case, solution: fq.Solution) -> None:
    """All prime implicants, and the positive rows that each covers."""
    expected = ours.expected
    primes = as_list(expected.get("primes_complete", expected["primes"]))
    missed = term_set(solution.prime_implicants) - term_set(primes)
    assert term_set(primes) <= term_set(solution.prime_implicants)
    assert len(solution.prime_implicants) == len(primes) + len(missed)
    assert len(missed) == R_MISSES.get(ours.id, 0)
    if missed:
        assert all(is_prime(term, ours.table) for term in missed)
        ours.notes.append("but for prime implicants that R misses: deliberate difference A9")
    assert [literals(term) for term in solution.chart.index] == [
        literals(t) for t in solution.prime_implicants
    ]
    if "chart" in expected and "primes_complete" not in expected:
        theirs = {literals(term): sorted(as_list(rows)) for term, rows in expected["chart"].items()}
        assert chart_of(solution) == theirs


def is_prime(term: frozenset, table: fq.TruthTable) -> bool:
    """Return whether a parsimonious term covers a positive and no negative row, and needs every literal."""
    conditions = list(table.levels)
    rows = {code: table.table.loc[table.table["out"] == code, conditions] for code in ("1", "0")}

    def meets(part: frozenset, code: str) -> bool:
        named = dict(part)
        return bool((rows[code][list(named)] == list(named.values())).all(axis=1).any())

    return meets(term, "1") and not meets(term, "0") and all(meets(term - {one}, "0") for one in term)


def chart_of(solution: fq.Solution) -> dict[frozenset, list[int]]:
    return {
        literals(term): [int(row) for row in line.index[line]] for term, line in solution.chart.iterrows()
    }


def check_assumptions(ours: Case, solution: fq.Solution) -> None:
    """Simplifying assumptions of every model, and their union."""
    found = by_terms(solution.models)
    union: set[int] = set()
    for model, rows in zip(ours.expected["models"], ours.expected["SA"], strict=True):
        assert found[term_set(model)].simplifying_assumptions.index.tolist() == sorted(as_list(rows))
        union |= set(as_list(rows))
    if not ours.given.get("first_min"):
        assert solution.simplifying_assumptions.index.tolist() == sorted(union)


def check_numbers(ours: Case) -> None:
    """The number of cases in positive, negative and contradictory rows."""
    numbers = ours.expected["numbers"]
    table = ours.built.table
    codes = {"OUT1": "pos", "OUT0": "neg", "OUTC": "C"}
    rows = rows_by_code(ours.built, ours.excluded)
    if "rows_documented" in ours.expected:
        rows = ours.expected["rows"]
    total = 0
    for key, code in codes.items():
        observed = [row for row in as_list(rows[code]) if row in table.index]
        n = int(table.loc[observed, "n"].sum())
        assert n == numbers[key]
        total += n
    assert total == numbers["Total"]


def check_fit(ours: Case, expected: dict, their_models: list, our_models: Iterable[fq.Model]) -> None:
    """Parameters of fit of all terms together and of every model, and the cases that a term explains."""
    found = by_terms(our_models)
    models = [found[term_set(model)] for model in their_models]
    terms = {literals(term): term for model in models for term in model.terms}
    listed = [terms[literals(text)] for text in expected["terms"]]
    assert len(listed) == len(terms)
    together = pof(ours, listed)
    for text, numbers in expected["terms"].items():
        term = terms[literals(text)]
        row = together[literals(text)]
        check_numbers_of_fit(ours, row, numbers)
        check_unique(ours, row, numbers["covU"])
        check_cases(ours, term, numbers["cases"])
    if "overall" in expected:
        check_numbers_of_fit(ours, together["solution"], expected["overall"])
    for model, numbers in zip(models, expected["models"], strict=True):
        tables = [pof(ours, model.terms)]
        if model.fit is None:
            assert ours.table is not ours.built
        else:
            tables.append(by_literals(model.fit))
        for table in tables:
            check_numbers_of_fit(ours, table["solution"], numbers)
            covered = numbers.get("covU")
            if isinstance(covered, dict):
                assert {literals(term) for term in covered} == term_set(model.terms)
            for term, value in covered.items() if isinstance(covered, dict) else []:
                check_unique(ours, table[literals(term)], value)


def pof(ours: Case, terms: Iterable[fq.Expression]) -> dict:
    text = " + ".join(map(str, terms))
    return by_literals(fq.pof(ours.data, f"{text} => {outcome_of(ours.args)}"))


def by_literals(fit: fq.Fit) -> dict:
    """Return the rows of a fit by their terms as sets of literals, and that of "solution"."""
    rows = fit.table.to_dict("index")
    return {label if label == "solution" else literals(label): row for label, row in rows.items()}


def check_numbers_of_fit(ours: Case, row, numbers: dict) -> None:
    for name, column in (("inclS", "consistency"), ("PRI", "pri"), ("covS", "raw_coverage")):
        assert close(row[column], numbers[name], zeroed=ZEROED), (name, row[column], numbers[name])
        if not close(row[column], numbers[name]):
            note(ours, "nothing is zeroed (A1)")


def check_unique(ours: Case, row, value: object) -> None:
    """Unique coverage; R has none for the only term, ours is then the raw coverage (A11)."""
    if value == "NA":
        assert row["unique_coverage"] == row["raw_coverage"]
        note(ours, "unique coverage of the only term is given (A11)")
        return
    assert close(row["unique_coverage"], value, zeroed=ZEROED)
    if not close(row["unique_coverage"], value):
        note(ours, "nothing is zeroed (A1)")


def note(ours: Case, text: str) -> None:
    if text not in ours.notes:
        ours.notes.append(text)


def check_cases(ours: Case, term: fq.Expression, text: str) -> None:
    """The cases of the positive rows that a term covers, row by row."""
    cube = dict(literals(term))
    rows = ours.built.table
    positive = [row for row in rows_by_code(ours.table, ours.excluded)["pos"] if row in rows.index]
    inside = [row for row in positive if all(rows.loc[row, name] == value for name, value in cube.items())]
    groups = [",".join(map(str, rows.loc[row, "cases"])) for row in inside]
    assert sorted(map(normal, text.split("; "))) == sorted(map(normal, groups or [""]))


def normal(group: str) -> tuple[str, ...]:
    return tuple(sorted(group.split(",")))


# --- intermediate solutions ---


def is_mixed(dir_exp: list[str]) -> bool:
    """Return whether simple and conjunctural expectations stand together."""
    return len({("*" in text) for text in dir_exp}) == 2


def expectations(ours: Case) -> object:
    """Return R's expectations as ours."""
    texts = as_list(ours.given["dir_exp"])
    conditions = list(ours.table.levels)
    if len(texts) == 1 and "," in texts[0]:
        return fq.minimization.expectations_from_r(texts[0], conditions)
    return tuple(texts)


def check_intermediate(ours: Case) -> None:
    """Every pair of a conservative and a parsimonious model: what it assumes and which models it gives."""
    expected = ours.expected["i_sol"]
    solution = ours.minimize("intermediate", expectations=expectations(ours))
    conservative = [term_set(model.terms) for model in ours.minimize("conservative").models]
    parsimonious = [term_set(model.terms) for model in ours.minimize("parsimonious").models]
    assert ours.expected["n_i_sol"] == len(conservative) * len(parsimonious)
    pairs = {
        (
            f"C{conservative.index(term_set(pair['c_sol'])) + 1}",
            f"P{parsimonious.index(term_set(pair['p_sol'])) + 1}",
        ): pair
        for pair in expected.values()
    }
    assert len(pairs) == len(expected) == min(6, ours.expected["n_i_sol"])
    if is_mixed(as_list(ours.given["dir_exp"])) and not agrees(solution, pairs):
        check_mixed(ours, solution)
        return
    found = by_terms(solution.models)
    complete = len(pairs) == ours.expected["n_i_sol"]
    for name, pair in pairs.items():
        own = [model for model in solution.models if name in model.origins]
        assert set(by_terms(own)) == model_sets(pair["models"])
        assert len(own) == pair["n_models"]
        assert frozenset.intersection(*by_terms(own)) == term_set(as_list(pair["essential"]))
        assert term_set(as_list(pair["primes"])) <= term_set(solution.prime_implicants)
        charted = chart_of(solution)
        for term, rows in pair["chart"].items():
            assert charted[literals(term)] == sorted(as_list(rows))
        assert set(as_list(pair["EC"])) <= set(solution.easy.index)
        assert set(as_list(pair["DC"])) <= set(solution.difficult.index)
        check_fit(ours, pair["fit"], pair["models"], own)
    if not complete:
        note(ours, "six of the pairs recorded")
        return
    assert {pair for model in solution.models for pair in model.origins} == set(pairs)
    assert term_set(solution.prime_implicants) == frozenset().union(
        *(term_set(as_list(pair["primes"])) for pair in pairs.values())
    )
    for rows, key in ((solution.easy, "EC"), (solution.difficult, "DC")):
        assert rows.index.tolist() == sorted({row for pair in pairs.values() for row in as_list(pair[key])})
    for model in found.values():
        for rows, key in ((model.easy, "EC"), (model.difficult, "DC")):
            union = {row for name in model.origins for row in as_list(pairs[name][key])}
            assert rows.index.tolist() == sorted(union)


def simple_and_conjunctural(texts: list[str], conditions: list[str]) -> tuple[dict, list[dict]]:
    """Return R's expectations as the brute force takes them: by position, values expected."""
    if len(texts) == 1 and "," in texts[0]:
        signs = enumerate(texts[0].split(","))
        return {i: frozenset({int(sign)}) for i, sign in signs if sign != "-"}, []
    named = [{conditions.index(name): frozenset({value}) for name, value in literals(text)} for text in texts]
    simple = {i: values for one in named if len(one) == 1 for i, values in one.items()}
    return simple, [several for several in named if len(several) > 1]


def agrees(solution: fq.Solution, pairs: dict) -> bool:
    """Return whether our models and easy counterfactuals are R's although R lets only one expectation act."""
    models = {frozenset(found) for pair in pairs.values() for found in model_sets(pair["models"])}
    easy = {row for pair in pairs.values() for row in as_list(pair["EC"])}
    return set(by_terms(solution.models)) == models and set(solution.easy.index) == easy


def check_mixed(ours: Case, solution: fq.Solution) -> None:
    """Simple and conjunctural expectations act together (A10): compared with the definition, not with R."""
    conditions = list(ours.table.levels)
    simple, conjunctions = simple_and_conjunctural(as_list(ours.given["dir_exp"]), conditions)
    table = oracle_table(ours.table)
    pairs = oracles.intermediate(table, simple, conjunctions)
    theirs = {frozenset(named(cube, conditions) for cube in model) for pair in pairs for model in pair.models}
    assert set(by_terms(solution.models)) == theirs
    easy = {oracles.row_number(row, table.levels) for pair in pairs for row in pair.easy}
    assert set(solution.easy.index) == easy
    note(ours, "but for the intermediate solution: deliberate difference A10 (all expectations act)")


def named(cube: oracles.Cube, conditions: list[str]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (name, value) for name, value in zip(conditions, cube, strict=True) if value != oracles.ABSENT
    )


def oracle_table(table: fq.TruthTable) -> oracles.Table:
    conditions = list(table.levels)
    rows = [tuple(map(int, row)) for row in table.table[conditions].to_numpy()]
    return oracles.Table(tuple(table.levels.values()), tuple(zip(rows, table.table["out"], strict=True)))


# --- where R stops ---


def check_error(ours: Case, topic: str) -> None:
    """R stops: too large for it, no row to avoid, or no row to explain."""
    message = ours.expected["error"]
    solution = ours.minimize()
    if "R_Calloc" in message:
        check_covers(ours, solution)
        corpus.ran(topic, "solved where R stops for want of memory")
    elif message.startswith("All truth table configurations are used"):
        if rows_by_code(ours.table, ours.excluded)["neg"] and "C" in ours.options["include"]:
            raise AssertionError("R found no negative row, we do")
        assert [str(model.expression) for model in solution.models] == ["1"]
        assert solution.advice
        corpus.ran(topic, "deliberate difference A19 (no row to avoid gives the empty term)")
    else:
        assert message.startswith("None of the values in OUT is explained")
        if ours.args["n_cut"] > 1 and rows_by_code(ours.table)["pos"]:
            # R wrote "C" over the positive rows.
            assert "contradiction" in cut_offs(ours.args)
            check_covers(ours, solution)
            corpus.ran(topic, "solved where R finds no row, its codes being wrong (A5)")
            return
        assert solution.models == ()
        assert solution.advice
        corpus.ran(topic, "deliberate difference: no row to explain is a result with advice")


def check_covers(ours: Case, solution: fq.Solution) -> None:
    """Every model covers all positive rows and none that it must avoid."""
    assert solution.models
    rows = rows_by_code(ours.table, ours.excluded)
    frame = ours.table.table
    for model in solution.models:
        cubes = [dict(literals(term)) for term in model.terms]
        inside = {
            n for n, row in frame.iterrows() if any(all(row[k] == v for k, v in c.items()) for c in cubes)
        }
        assert set(rows["pos"]) <= inside
        assert not inside & {*rows["neg"], *([] if "C" in ours.options["include"] else rows["C"])}
        assert ours.kind == "parsimonious" or model.simplifying_assumptions.empty
