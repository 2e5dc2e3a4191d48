"""Exact minimization of truth tables: prime implicants, all minimum models, three kinds of solution."""

from fsqca.minimization.analysis import Solutions, solve
from fsqca.minimization.contradictions import Coherence, coherence
from fsqca.minimization.enhanced import EnhancedAnalysis, enhanced_standard_analysis
from fsqca.minimization.expectations import Expectations, expectations_from_r
from fsqca.minimization.models import Model
from fsqca.minimization.primes import prime_implicants
from fsqca.minimization.settings import SolutionSettings
from fsqca.minimization.solution import Solution
from fsqca.minimization.solver import minimize

__all__ = [
    "Coherence",
    "EnhancedAnalysis",
    "Expectations",
    "Model",
    "Solution",
    "SolutionSettings",
    "Solutions",
    "coherence",
    "enhanced_standard_analysis",
    "expectations_from_r",
    "minimize",
    "prime_implicants",
    "solve",
]
