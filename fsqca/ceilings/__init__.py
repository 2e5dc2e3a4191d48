"""Necessary Condition Analysis (Dul 2016): the level of a condition that a level of an outcome needs.

A companion of the analysis of necessity with sets: there, a condition is necessary if its membership is at
least that of the outcome; here, if there is an empty corner of cases with much outcome and little condition.
"""

from fsqca.ceilings.analysis import nca
from fsqca.ceilings.lines import Scope
from fsqca.ceilings.result import CEILINGS, NecessaryConditionAnalysis

__all__ = ["CEILINGS", "NecessaryConditionAnalysis", "Scope", "nca"]
