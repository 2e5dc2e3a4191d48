"""Parameters of fit of a relation between an expression and an outcome, term by term and case by case."""

from fsqca.fit.fitting import fit_relation, fit_terms, pof
from fsqca.fit.kinds import case_kinds
from fsqca.fit.measures import MEASURES
from fsqca.fit.relation import Kind, read_relation
from fsqca.fit.result import COLUMNS, SOLUTION, Fit

__all__ = [
    "COLUMNS",
    "MEASURES",
    "SOLUTION",
    "Fit",
    "Kind",
    "case_kinds",
    "fit_relation",
    "fit_terms",
    "pof",
    "read_relation",
]
