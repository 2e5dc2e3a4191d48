"""Exact minimization of truth tables: prime implicants, all minimum models, three kinds of solution."""

from fsqca.minimization.analysis import Solutions, solve
from fsqca.minimization.expectations import Expectations, expectations_from_r
from fsqca.minimization.models import Model
from fsqca.minimization.primes import prime_implicants
from fsqca.minimization.settings import SolutionSettings
from fsqca.minimization.solution import Solution
from fsqca.minimization.solver import minimize

__all__ = [
    "Expectations",
    "Model",
    "Solution",
    "SolutionSettings",
    "Solutions",
    "expectations_from_r",
    "minimize",
    "prime_implicants",
    "solve",
]
