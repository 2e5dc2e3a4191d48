import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.cases import PAIR_KINDS, SINGLE_KINDS, select_cases
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    DataError,
    ModelAmbiguityError,
    TooLargeError,
    UnknownNameError,
)
from tests.cases.frames import drawn, small, solution


def test_the_table_holds_the_kinds_that_fit_gives_to_cases():
    chosen = select_cases("A*B + ~A*~B => Y", small())
    expected = fq.pof(small(), "A*B + ~A*~B => Y").cases
    pd.testing.assert_frame_equal(chosen.table, expected)


def test_every_kind_has_its_cases():
    chosen = select_cases("A*B => Y", small())
    assert set(chosen.typical["case"]) == {"Elm", "Ash", "Asp"}
    assert chosen.deviant_consistency["case"].tolist() == ["Fir", "Fir"]
    assert chosen.deviant_coverage["case"].tolist() == ["Oak"]
    assert set(chosen.irrelevant["case"]) == {"Yew", "Box", "Bay"}
    assert chosen.deviant_relevance.empty
    assert chosen.counts.loc["typical", "A*B"] == 3


def test_a_case_typical_of_two_terms_is_not_uniquely_covered():
    data = pd.DataFrame({"A": [0.6, 0.8], "B": [0.7, 0.3], "Y": [0.9, 0.9]}, index=["both", "one"])
    chosen = select_cases("A + B => Y", data)
    assert chosen.uniquely_covered[["case", "term"]].to_numpy().tolist() == [["one", "A"]]
    best = chosen.best("typical", "A")
    assert best["typical_of"].tolist() == [1, 2]
    assert best["case"].tolist() == ["one", "both"]


def test_cases_that_tie_are_all_shown_with_one_rank():
    data = pd.DataFrame({"A": [0.8, 0.8, 0.7], "Y": [0.9, 0.9, 0.9]}, index=list("uvw"))
    best = select_cases("A => Y", data).best("typical", n=1)
    assert best["case"].tolist() == ["u", "v"]
    assert best["rank"].tolist() == [1, 1]


def test_the_order_of_the_cases_changes_no_rank_and_no_score():
    data = drawn(3)
    one, other = (select_cases("A*B + ~C*D => Y", frame) for frame in (data, data[::-1]))
    for kind in SINGLE_KINDS["sufficiency"][:3]:
        keys = ["term", "case"] if kind != "deviant coverage" else ["case"]
        a, b = (own.best(kind, n=3).sort_values(keys).reset_index(drop=True) for own in (one, other))
        pd.testing.assert_frame_equal(a, b)
    for kind in PAIR_KINDS["sufficiency"]:
        keys = [name for name in ("term", "focal", "first", "second") if name in one.pairs(kind)]
        a, b = (own.pairs(kind, n=3).sort_values(keys).reset_index(drop=True) for own in (one, other))
        pd.testing.assert_frame_equal(a, b)


def test_a_model_and_its_expression_with_the_data_give_the_same_cases():
    model = solution().model
    own = select_cases(model)
    other = select_cases(model, small())
    pd.testing.assert_frame_equal(own.table, other.table)
    pd.testing.assert_frame_equal(own.best("deviant coverage"), other.best("deviant coverage"))
    pd.testing.assert_frame_equal(own.pairs("typical-irrelevant"), other.pairs("typical-irrelevant"))


def test_a_relation_in_text_and_an_outcome_beside_say_the_same():
    one = select_cases("A*B => Y", small())
    other = select_cases("A*B", small(), "Y")
    pd.testing.assert_frame_equal(one.table, other.table)
    assert select_cases("A + B <= Y", small()).settings.relation == "necessity"


def test_for_necessity_a_condition_without_the_outcome_deviates_for_relevance():
    chosen = select_cases("A + B <= Y", small())
    assert set(chosen.deviant_relevance.query("term == 'solution'")["case"]) == {"Fir", "Yew", "Box", "Bay"}
    best = chosen.best("deviant relevance", "solution", n=1)
    assert best[["case", "rank"]].to_numpy().tolist() == [["Bay", 1]]
    assert chosen.best("typical", "solution")["case"].iloc[0] == "Ash"


def test_every_kind_of_both_relations_returns_a_table_with_ranks():
    data = drawn(5)
    for relation, text in (("sufficiency", "A*B + ~C*D => Y"), ("necessity", "A + B + C <= Y")):
        chosen = select_cases(text, data)
        for kind in SINGLE_KINDS[relation]:
            found = chosen.best(kind, n=2)
            assert "case" in found
            assert kind == "irrelevant" or found["rank"].max() <= 2
        for kind in PAIR_KINDS[relation]:
            found = chosen.pairs(kind, n=2)
            assert {"first", "second", "score", "rank"} <= set(found)
            assert (found["first"] != found["second"]).all()


def test_scores_of_pairs_are_the_published_sums():
    data = small()
    chosen = select_cases("A*B => Y", data)
    for row in chosen.pairs("typical-irrelevant", focal="A", n=99).to_dict("records"):
        one, two = data.loc[row["first"]], data.loc[row["second"]]
        expected = (1 - (one.A - two.A)) + (1 - (one.Y - two.Y)) + abs(one.B - two.B)
        expected += 2 * abs(one.Y - one.A) + abs(two.Y - two.A)
        assert row["score"] == pytest.approx(expected)
    for row in chosen.pairs("typical-deviant consistency", n=99).to_dict("records"):
        one, two = data.loc[row["first"]], data.loc[row["second"]]
        x = [min(own.A, own.B) for own in (one, two)]
        assert row["score"] == pytest.approx(abs(x[0] - x[1]) + 1 - (one.Y - two.Y) + 2 - sum(x))


def test_pairs_of_typical_cases_stand_once_with_the_more_typical_case_first():
    found = select_cases("A*B => Y", small()).pairs("typical-typical", focal="A", n=99)
    assert {frozenset(pair) for pair in found[["first", "second"]].to_numpy().tolist()} == {
        frozenset(pair) for pair in (("Ash", "Elm"), ("Ash", "Asp"), ("Elm", "Asp"))
    }
    assert set(found["first"]) == {"Elm", "Ash"}


def test_cases_of_one_term_are_compared_within_their_row():
    data = drawn(7)
    chosen = select_cases("A*B => Y", data, conditions=list("ABCD"))
    found = chosen.pairs("deviant coverage-irrelevant", n=99)
    corner = (data[list("ABCD")] > 0.5).astype(int)
    assert len(found) > 0
    for row in found.to_dict("records"):
        assert (corner.loc[row["first"]] == corner.loc[row["second"]]).all()
        assert row["configuration"] == " ".join(map(str, corner.loc[row["first"]]))


def test_multi_value_conditions_make_conjuncts_and_rows():
    data = pd.DataFrame(
        {"M": [0, 2, 2, 1], "B": [0.8, 0.9, 0.2, 0.7], "Y": [0.2, 0.95, 0.1, 0.3]}, index=list("uvwx")
    )
    chosen = select_cases("M{2}*B => Y", data)
    assert chosen.best("typical", focal="M{2}")["case"].tolist() == ["v"]
    assert chosen.pairs("typical-irrelevant", focal="B")["second"].tolist() == ["w"]
    assert chosen.best("irrelevant").set_index("case").loc["x", "configuration"] == "1 1"


def test_cases_at_one_half_are_in_no_row_and_said_so():
    data = small()
    data.loc["Oak", "A"] = 0.5
    chosen = select_cases("A*B => Y", data)
    assert chosen.best("deviant coverage").empty
    [note] = chosen.notes
    assert note == (
        "1 case with a membership of exactly 0.5 in a condition is in no truth table row, and so in no "
        "choice within rows: 'Oak'."
    )


def test_missing_values_stop_or_drop_with_the_case_named():
    data = small()
    data.loc["Elm", "B"] = np.nan
    with pytest.raises(DataError, match="'Elm'"):
        select_cases("A*B => Y", data)
    assert select_cases("A*B => Y", data, missing="drop").notes == (
        "Left out for missing values: 1 case ('Elm').",
    )


def test_of_several_models_one_must_be_named():
    data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "C": [1, 0, 1, 0], "Y": [1, 0, 0, 0]})
    found = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")
    assert found.n_models == 2
    with pytest.raises(ModelAmbiguityError, match=r"^The solution has 2 models: 'P1', 'P2'\. Which cases"):
        select_cases(found)
    assert select_cases(found, model="P2").settings.model == "P2"
    assert select_cases(found, model=0).settings.model == "P1"
    with pytest.raises(UnknownNameError, match="There is no model 'P3' in the solution"):
        select_cases(found, model="P3")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: select_cases("A*B", small()), ArgumentError, "outcome is missing: name it, or write"),
        (lambda: select_cases("A*B => Y"), ArgumentError, "data is missing: an expression alone has no"),
        (lambda: select_cases("A*B => Y", small(), "Y"), ArgumentError, "outcome is given twice"),
        (lambda: select_cases("A*Y => Y", small()), ArgumentError, "A set cannot explain itself"),
        (lambda: select_cases(3, small(), "Y"), ArgumentTypeError, "solution must be a Solution, a Model"),
        (lambda: select_cases("A => Y", small(), model=0), ArgumentError, "model chooses a model of a"),
        (lambda: select_cases("A => Y", small(), conditions="AB"), ArgumentError, "must be a sequence of"),
        (lambda: select_cases("A => Y", small(), conditions=["Y"]), ArgumentError, "conditions name 'Y'"),
        (lambda: select_cases(solution(), relation="necessity"), ArgumentError, "a model is about suff"),
        (lambda: select_cases(solution(), outcome="Y"), ArgumentError, "those of the model's truth table"),
        (lambda: select_cases("A => Y", small()).best("odd"), ArgumentError, "kind is 'odd', but it must be"),
        (lambda: select_cases("A => Y", small()).best(term="B"), UnknownNameError, "There is no term 'B'"),
        (lambda: select_cases("A => Y", small()).best(term=4), ArgumentError, "term is 4, but there is 1"),
        (
            lambda: select_cases("A => Y", small()).best(n=0),
            ArgumentError,
            "n is 0, but it must be at least 1",
        ),
        (
            lambda: select_cases("A => Y", small()).best("deviant coverage", "A"),
            ArgumentError,
            "term has no meaning for 'deviant coverage'",
        ),
        (
            lambda: select_cases("A => Y", small()).best("deviant coverage", focal="A"),
            ArgumentError,
            "focal has no meaning for 'deviant coverage'",
        ),
        (
            lambda: select_cases("A => Y", small()).pairs("typical-typical", focal="~A"),
            UnknownNameError,
            "There is no conjunct '~A' in these terms. Their conjuncts: 'A'.",
        ),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error) as found:
        call()
    assert message in str(found.value)


def test_a_table_that_does_not_hold_its_cases_is_refused_with_the_way_out():
    frame = pd.DataFrame({"A": [1, 0], "out": ["1", "0"]})
    found = fq.minimize(fq.TruthTable.from_frame(frame, ["A"]), "parsimonious")
    with pytest.raises(DataError, match=r"Pass the data: select_cases\(model, data\)\.$"):
        select_cases(found)


def test_more_pairs_than_can_be_looked_at_are_refused_with_their_number(monkeypatch):
    monkeypatch.setattr("fsqca.cases.pairs.MAX_PAIRS", 5)
    with pytest.raises(TooLargeError, match=r"^There are 9 pairs to compare, and at most 5 are\."):
        select_cases("A*B => Y", small()).pairs("typical-typical")


def test_the_solutions_of_an_analysis_are_refused_with_the_way_out():
    found = fq.solve(fq.build_truth_table(small(), "Y", consistency=0.7), {})
    with pytest.raises(ArgumentTypeError, match=r"for example solutions\.intermediate\.$"):
        select_cases(found)


def test_it_prints_counts_and_the_best_cases_and_escapes_html():
    data = small().rename(index={"Ash": "<Ash>"})
    chosen = select_cases("A*B => Y", data)
    assert repr(chosen) == "<CaseSelection A*B => Y: 1 term, 8 cases>"
    text = str(chosen)
    assert text.startswith("Cases for case studies\nA*B => Y\n")
    assert "Best cases, typical: those typical of one term only, then lower scores" in text
    html = chosen._repr_html_()
    assert "&lt;Ash&gt;" in html
    assert "<Ash>" not in html


def test_a_condition_that_is_not_defined_for_a_case_asks_nothing_of_it():
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.3, 0.2, 0.7], "P": [0.2, 0.7, None, None, 0.8], "Y": [0.9, 0.8, 0.6, 0.1, 0.4]}
    )
    table = fq.build_truth_table(data, "Y", ["A", "P"], defined={"P": "A"}, consistency=0.85)
    chosen = select_cases(fq.minimize(table, "conservative"))
    best = chosen.best("deviant coverage")
    assert best[["case", "configuration"]].to_numpy().tolist() == [[2, "0 -"], [1, "1 1"]]
    assert best["row_membership"].tolist() == pytest.approx([0.7, 0.7])
    pairs = chosen.pairs("deviant coverage-irrelevant")
    assert pairs[["first", "second"]].to_numpy().tolist() == [[2, 3], [1, 4]]


def test_the_empty_term_has_no_conjuncts():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.3], "Y": [0.9, 1.0, 1.0]})
    chosen = select_cases(fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious"))
    assert chosen.best("typical")["case"].tolist() == [1, 2]
    assert chosen.best("typical", focal=True).empty
    assert chosen.pairs("typical-typical").empty
    assert "typical" in str(chosen)
