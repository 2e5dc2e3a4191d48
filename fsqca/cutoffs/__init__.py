"""The whole space of cut-offs, exactly: every coding of a truth table, and the solution of each."""

from fsqca.cutoffs.mapping import map_cutoffs
from fsqca.cutoffs.result import CutoffMap

__all__ = ["CutoffMap", "map_cutoffs"]
