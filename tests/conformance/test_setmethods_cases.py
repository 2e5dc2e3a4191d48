"""Cases chosen for case studies, compared with smmr() of SetMethods, and memberships with pimdata().

smmr() prints the best five pairs of a table; ours shows every pair of a rank. Scores are compared with all
digits, and the order with ties allowed for.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.cases import CaseSelection, select_cases
from tests.conformance import corpus
from tests.conformance.terms import expected_warnings, literals

TOPIC = "setmethods: smmr"
MANY = 10**6
#: smmr() stops where a kind has no case, or a term one conjunct; ours returns what there is, maybe nothing.
STOPS = {
    "undefined columns selected": "smmr() stops for a term with a single conjunct; ours returns a table",
    "no rows to aggregate": "smmr() stops where there is no such case; ours returns an empty table",
    "replacement has 1 row, data has 0": "smmr() stops where there is no such pair; ours is an empty table",
}
#: Pairs of typical and deviant cases of necessity whose flags contradict the table of single cases that
#: smmr() itself prints: a case that is in no term there is in one here.
WRONG_FLAGS = "flags of pairs differ from those that smmr() gives the same cases"
FLAGS = ("sm-pub-0233", "sm-pub-0151")
#: Cases whose order follows the terms that a case is a member of, not those that it is typical of.
OTHER_ORDER = {"sm-pub-0050": "order by membership in one term, not by being typical of one"}
SINGLES = {
    (False, 1): "typical",
    (False, 2): "typical",
    (False, 3): "deviant consistency",
    (False, 4): "deviant coverage",
    (False, 5): "irrelevant",
    (True, 1): "typical",
    (True, 2): "deviant consistency",
    (True, 3): "deviant relevance",
}
PAIRS = {
    (False, 1): "typical-typical",
    (False, 2): "typical-irrelevant",
    (False, 3): "typical-deviant consistency",
    (False, 4): "deviant coverage-irrelevant",
    (True, 1): "typical-deviant relevance",
    (True, 2): "typical-deviant consistency",
    (True, 3): "typical-irrelevant",
}
#: Column of smmr() -> column of ours, the same in every table.
SAME = {
    "TermMemb": "membership",
    "Outcome": "outcome",
    "Best": "score",
    "NecCond": "membership",
    "Sol": "membership",
    "FC": "focal_membership",
    "CC_Min": "others",
    "TT_row": "row_membership",
    "CleanCorr": "clean",
    "FC<=Y": "consistent",
    "TT<=Y": "consistent",
    "TT_DCV<=Y": "consistent",
    "PairRank": "pair_rank",
    "GlobUncov": "uncovered",
}
WORDS = {"typ1": "first", "typ": "first", "typ2": "second", "iir": "second", "none": "neither"}


def of(function: str) -> list:
    found = corpus.cases("setmethods")
    return [p for p in found if p.values[0].get("absent") or p.values[0]["args"]["fn"] == function]


class Call:
    """A call of smmr(), taken apart."""

    def __init__(self, case: dict) -> None:
        call = case["call"]
        self.outcome = re.search(r'smmr\(.*outcome = "([^"]+)"', call)[1]
        self.match = "match = TRUE" in call
        self.cases = int(re.search(r"cases = (\d)", call)[1])
        self.necessity = "necessity = TRUE" in call
        self.most = int(m[1]) if (m := re.search(r"max_pairs = (\d+)", call)) else 5
        self.term = int(m[1]) if (m := re.search(r"[ (]term = (\d+)", call)) else 1
        self.expression = re.search(r'nec.cond = "([^"]+)"', call)[1] if self.necessity else ""
        self.call = call
        self.id = case["id"]
        self.data = corpus.frame(case)

    def selection(self) -> CaseSelection:
        with expected_warnings():
            if self.necessity:
                text = f"{self.expression} <= {self.outcome}"
                return select_cases(text, self.data, conditions=self.conditions)
            return select_cases(self.model())

    @property
    def conditions(self) -> list[str]:
        return re.findall(r'"([^"]+)"', re.search(r"conditions = c\(([^)]*)\)", self.call)[1])

    def model(self) -> fq.Model:
        cut = float(re.search(r"incl.cut = ([\d.]+)", self.call)[1])
        table = fq.build_truth_table(self.data, self.outcome, self.conditions, consistency=cut)
        if "dir.exp" not in self.call:
            return fq.minimize(table, "parsimonious").models[0]
        expected = dict.fromkeys(self.conditions, "+")
        return fq.minimize(table, "intermediate", expectations=expected).models[0]


def frames(case: dict) -> list[tuple[str, pd.DataFrame]]:
    """Return the tables of smmr() with their titles."""
    found = []
    for part in case["expected"]["result"] or []:
        title = part["title"][0] if isinstance(part["title"], list) else part["title"]
        results = part["results"]
        if isinstance(results, dict) and "columns" in results:
            frame = pd.DataFrame(results["data"], columns=results["columns"])
            frame["row name"] = results["row_names"]
            if "Outcome" in frame:
                frame["Outcome"] = [
                    one[0]["Outcome"] if isinstance(one, list) else one for one in frame["Outcome"]
                ]
        else:
            frame = pd.DataFrame()
        found.append((title, frame))
    return found


def ours_of(call: Call, chosen: CaseSelection, title: str, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return the whole table of ours that this one of smmr() is to be compared with."""
    kind = (PAIRS if call.match else SINGLES)[call.necessity, call.cases]
    ask = chosen.pairs if call.match else chosen.best
    if call.necessity:
        terms = chosen.material.labels
        term = "solution" if "+" in title else next(t for t in terms if literals(t) == literals(title))
        return ask(kind, term, n=MANY)
    if "Focal Conjunct" in title:
        focal = title.split("Focal Conjunct ")[1]
        [term] = [t for t in chosen.material.labels if literals(t) == literals(the_term(call, chosen))]
        return ask(kind, term, focal=focal, n=MANY)
    if title.startswith("Term "):
        return ask(
            kind, next(t for t in chosen.material.labels if literals(t) == literals(title[5:])), n=MANY
        )
    return ask(kind, n=MANY)


def the_term(call: Call, chosen: CaseSelection) -> str:
    """Return the first term in R's order: that whose conjuncts the titles name."""
    return call.first_term


def same(a: object, b: object) -> bool:
    if isinstance(a, bool | np.bool_) or isinstance(b, bool):
        return bool(a) == bool(b)
    if isinstance(b, str):
        return a == WORDS.get(b, b)
    return abs(float(a) - float(b)) < 1e-6


def key_columns(theirs: pd.DataFrame) -> list[str]:
    columns = [c for c in ("TYP1", "TYP2", "TYP", "DCONS", "DREL", "DCOV", "IIR") if c in theirs]
    order = {"TYP": 0, "DCOV": 0, "TYP1": 0, "TYP2": 1, "DCONS": 2, "DREL": 2, "IIR": 2}
    return sorted(columns, key=order.__getitem__)


@pytest.mark.parametrize("case", of("smmr"))
def test_cases_and_pairs_are_those_of_smmr(case: dict) -> None:
    corpus.require(case)
    call = Call(case)
    chosen = call.selection()
    if "error" in case["expected"]:
        check_stopped(call, chosen, case["expected"]["error"])
        return
    tables = frames(case)
    focal = [title.split("Focal Conjunct ")[1] for title, _ in tables if "Focal" in title]
    call.first_term = "*".join(focal)
    differences = set()
    for title, theirs in tables:
        ours = ours_of(call, chosen, title, theirs)
        if theirs.empty:
            assert ours.empty, title
            continue
        compare(call, ours, theirs, differences)
    corpus.ran(TOPIC, "; ".join(["equal to SetMethods", *sorted(differences)]))


def check_stopped(call: Call, chosen: CaseSelection, message: str) -> None:
    kind = (PAIRS if call.match else SINGLES)[call.necessity, call.cases]
    found = chosen.pairs(kind) if call.match else chosen.best(kind, focal=True if call.cases == 2 else None)
    if message == "undefined columns selected":
        assert min(map(len, chosen.material.conjuncts)) == 1
    elif message == "no rows to aggregate":
        assert len(found) == 0
    else:
        assert (chosen.best("typical", n=MANY)["term"].value_counts() < 2).all()
        assert len(found) == 0
    corpus.ran(TOPIC, STOPS[message])


def compare(call: Call, ours: pd.DataFrame, theirs: pd.DataFrame, differences: set[str]) -> None:
    if call.match:
        names = key_columns(theirs)
        theirs = theirs.assign(first=theirs[names[0]], second=theirs[names[1]])
        keys = ["first", "second"]
    else:
        name = next((c for c in ("Case", "Cases") if c in theirs), "row name")
        theirs = theirs.assign(case=theirs[name])
        keys = ["case"]
    if "Term" in theirs and isinstance(theirs["Term"].iloc[0], str):
        theirs = theirs.assign(term=theirs["Term"])
        keys.append("term")
    where = {key_of(row, keys): row for row in ours.to_dict("records")}
    assert len(where) == len(ours)
    wrong_flags = call.match and call.necessity and call.cases == 2 and call.id in FLAGS
    for row in theirs.to_dict("records"):
        own = where[key_of(row, keys)]
        for column, name in SAME.items():
            if column in row and not (wrong_flags and name == "uncovered"):
                assert same(own[name], row[column]), (column, own, row)
        for column, name in unique_columns(call).items():
            if column in row and not wrong_flags:
                assert agrees_on_unique(own, row[column], name), (column, own, row)
    if not call.match:
        assert len(ours) == len(theirs)
    check_most(call, ours, theirs)
    if wrong_flags:
        differences.add(WRONG_FLAGS)
        return
    found = [where[key_of(row, keys)] for row in theirs.to_dict("records")]
    if call.id in OTHER_ORDER:
        differences.add(OTHER_ORDER[call.id])
        # Their order is ours but for the count of terms that decides who is uniquely covered.
        keys = [
            (not own["weakest"], not own["clean"], not own["consistent"], own["member_of"] > 1, own["score"])
            for own in found
        ]
        assert keys == sorted(keys)
        found.sort(key=lambda own: own["rank"])
    check_order(call, ours, found)


def check_most(call: Call, ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Their mark of the most typical or deviant case stands at the lowest score of the term or row."""
    mark = next(
        (c for c in ("MostTyp", "MostTypFC", "MostDCONS", "MostDREL", "MostDCOV") if c in theirs), None
    )
    if call.match or mark is None:
        return
    group = ["row"] if "row" in ours else ["term"]
    group += ["consistent"] if mark == "MostDCOV" else []
    lowest = ours.groupby(group)["score"].transform("min")
    most = ours[(ours["score"] - lowest).abs() < 1e-9]
    assert set(most["case"]) >= set(theirs.loc[theirs[mark], "case"])


def test_the_flags_of_pairs_that_differ_contradict_smmr_itself() -> None:
    """In its table of single cases, the same case is a member of no disjunct."""
    by_id = {case["id"]: case for case in corpus.synthetic_cases("setmethods")}
    single, pairs = (dict(frames(by_id[name])) for name in ("sm-pub-0232", "sm-pub-0233"))
    alone = single["B"].set_index("Case").loc["c29", "GlobUncov"]
    paired = pairs["B"].set_index("DCONS").loc["c29", "GlobUncov"]
    assert alone
    assert not paired


def key_of(row: dict, keys: list[str]) -> tuple:
    return tuple(literals(row[key]) if key == "term" else str(row[key]) for key in keys)


def unique_columns(call: Call) -> dict[str, str]:
    if call.match:
        return {"UniqCov": "covered_once"}
    # smmr() counts terms that a case is typical of, or a member of, from one table to the next.
    by_member = call.necessity or call.cases == 2
    return {"UniqCov": "member_of" if by_member else "typical_of"}


def agrees_on_unique(own: dict, theirs: object, name: str) -> bool:
    if name in ("member_of", "typical_of"):
        return own["term"] == "solution" or (own[name] == 1) == bool(theirs)
    return same(own[name], theirs)


def check_order(call: Call, ours: pd.DataFrame, found: list[dict]) -> None:
    """Every case or pair of theirs has a rank that its place allows, ties in any order."""
    if "rank" not in ours:
        return
    groups: dict[object, list[int]] = {}
    for own in found:
        group = (own.get("term"), own.get("focal"), own.get("row"), own.get("alike_in"))
        groups.setdefault(group, []).append(own["rank"])
    for group, ranks in groups.items():
        assert ranks == sorted(ranks), group
        size = len(ranks)
        sub = ours
        for name, value in zip(("term", "focal", "row", "alike_in"), group, strict=True):
            if value is not None:
                sub = sub[sub[name] == value]
        assert ranks == sorted(sub["rank"])[:size], group


@pytest.mark.parametrize("case", of("pimdata"))
def test_memberships_are_those_of_pimdata(case: dict) -> None:
    corpus.require(case)
    call = case["call"]
    data = corpus.frame(case)
    result = case["expected"]["result"]
    theirs = pd.DataFrame(result["data"], columns=result["columns"], index=result["row_names"])
    terms = [name for name in theirs if name not in ("solution_formula", "out")]
    if "minimize(" in call:
        outcome = re.search(r'minimize\(data, outcome = "([^"]+)"', call)[1]
        relation = f"{' + '.join(terms)} => {outcome}"
    else:
        outcome = re.search(r'outcome = "([^"]+)"', call)[1]
        relation = f"{' + '.join(terms)} <= {outcome}"
    with expected_warnings():
        table = select_cases(relation, data).table
    wide = table.pivot_table(index="case", columns="term", values="membership").loc[data.index]
    by_literals = {literals(name): name for name in wide if name != "solution"}
    for name in terms:
        assert np.allclose(wide[by_literals[literals(name)]], theirs[name], atol=1e-6)
    assert np.allclose(wide["solution"], theirs["solution_formula"], atol=1e-6)
    out = table[table["term"] == "solution"].set_index("case")["outcome"].loc[data.index]
    assert np.allclose(out, theirs["out"], atol=1e-6)
    corpus.ran("setmethods: pimdata", "equal to SetMethods")
