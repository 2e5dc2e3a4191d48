"""Truth tables: configurations of conditions with their cases, parameters of fit and codes."""

from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.coding import Coding
from fsqca.truth_table.history import Change
from fsqca.truth_table.insight import TableInsight
from fsqca.truth_table.nearest import NearestCutOffs
from fsqca.truth_table.settings import Evidence, TableSettings
from fsqca.truth_table.sums import ConfigurationSums, configuration_sums
from fsqca.truth_table.table import TruthTable
from fsqca.truth_table.why import RowReason

__all__ = [
    "Change",
    "Coding",
    "ConfigurationSums",
    "Evidence",
    "NearestCutOffs",
    "RowReason",
    "TableInsight",
    "TableSettings",
    "TruthTable",
    "build_truth_table",
    "configuration_sums",
]
