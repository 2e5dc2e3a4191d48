"""Truth tables: configurations of conditions with their cases, parameters of fit and codes."""

from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.coding import Coding
from fsqca.truth_table.settings import Evidence, TableSettings
from fsqca.truth_table.sums import ConfigurationSums, configuration_sums
from fsqca.truth_table.table import TruthTable

__all__ = [
    "Coding",
    "ConfigurationSums",
    "Evidence",
    "TableSettings",
    "TruthTable",
    "build_truth_table",
    "configuration_sums",
]
