"""Subsets and supersets: sufficient conjunctions found in the data, and the arithmetic of terms."""

from fsqca.subsets.implicant_space import find_subsets, find_supersets, numbered_term, term_number
from fsqca.subsets.result import Sufficiency
from fsqca.subsets.sufficient import find_sufficient

__all__ = [
    "Sufficiency",
    "find_subsets",
    "find_sufficient",
    "find_supersets",
    "numbered_term",
    "term_number",
]
