"""Analysis of necessity: conditions and combinations of conditions without which there is no outcome."""

from fsqca.necessity.pair import NecessityPair
from fsqca.necessity.result import COLUMNS, TRIVIAL_RON, Necessity
from fsqca.necessity.search import find_necessary

__all__ = ["COLUMNS", "TRIVIAL_RON", "Necessity", "NecessityPair", "find_necessary"]
