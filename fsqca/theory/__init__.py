"""Theories held against results: where they agree, causal chains, and how easily a solution is lost.

:func:`evaluate_theory` intersects a theory with the models of a solution; :func:`find_causal_chain` takes
every set as an outcome in turn; :func:`retention` is the probability that a solution survives errors in the
outcome or lost cases.
"""

from fsqca.theory.areas import AREAS, KINDS
from fsqca.theory.chain import CausalChain, ChainOutcome
from fsqca.theory.coincidence import minimal_disjunctions
from fsqca.theory.evaluation import TheoryEvaluation, evaluate_theory
from fsqca.theory.find_chain import find_causal_chain
from fsqca.theory.model_evaluation import ModelEvaluation
from fsqca.theory.perturbation import Retention, retention

__all__ = [
    "AREAS",
    "KINDS",
    "CausalChain",
    "ChainOutcome",
    "ModelEvaluation",
    "Retention",
    "TheoryEvaluation",
    "evaluate_theory",
    "find_causal_chain",
    "minimal_disjunctions",
    "retention",
]
