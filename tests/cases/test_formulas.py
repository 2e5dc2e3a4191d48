import numpy as np
import pytest

from fsqca.cases import formulas


def test_ties_share_a_rank_and_the_next_rank_counts_all_before_it():
    order, rank = formulas.ranks([np.array([0.5, 0.1 + 0.2, 0.3, 0.9])])
    assert rank.tolist() == [3, 1, 1, 4]
    assert set(order[:2].tolist()) == {1, 2}


def test_the_first_key_goes_before_the_second():
    _, rank = formulas.ranks([np.array([True, False, False]), np.array([0.1, 0.9, 0.8])])
    assert rank.tolist() == [3, 2, 1]


def test_ranks_start_anew_in_every_group():
    order, rank = formulas.ranks([np.array([0.4, 0.2, 0.3, 0.1])], np.array([1, 0, 1, 0]))
    assert rank.tolist() == [2, 2, 1, 1]
    assert order.tolist() == [3, 1, 2, 0]


def test_no_items_have_no_ranks():
    order, rank = formulas.ranks([np.zeros(0)])
    assert order.size == rank.size == 0


def test_a_typical_case_is_best_on_the_diagonal_at_1():
    x = np.array([1.0, 0.9, 0.9])
    assert formulas.typical(x, np.array([1.0, 0.9, 1.0])) == pytest.approx([0.0, 0.1, 0.3])


def test_of_the_whole_term_the_formula_of_a_conjunct_is_that_of_a_term():
    x, y = np.array([0.6, 0.8]), np.array([0.9, 0.7])
    assert formulas.typical_of_conjunct(x, x, y) == pytest.approx(formulas.typical(x, y))


@pytest.mark.parametrize(("focal", "others", "y", "clean"), [(0.6, 0.7, 0.8, False), (0.6, 0.9, 0.8, True)])
def test_a_corridor_is_clean_where_no_other_conjunct_lies_in_it(focal, others, y, clean):
    arrays = (np.array([value]) for value in (focal, others, y))
    assert formulas.clean_corridor(*arrays).tolist() == [clean]
