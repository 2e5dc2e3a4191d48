"""Truth tables: configurations of conditions with their cases, parameters of fit and codes."""

from fsqca.truth_table.coding import Coding
from fsqca.truth_table.sums import ConfigurationSums, configuration_sums
from fsqca.truth_table.table import Evidence, TableSettings, TruthTable, build_truth_table

__all__ = [
    "Coding",
    "ConfigurationSums",
    "Evidence",
    "TableSettings",
    "TruthTable",
    "build_truth_table",
    "configuration_sums",
]
