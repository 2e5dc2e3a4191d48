"""Figures of results, for an article or a notebook.

Each function returns a matplotlib figure; none uses pyplot's state.

matplotlib is imported when a figure is made, not before: ``python -m pip install "fsqca[plots]"``.
"""

from fsqca.fit.kinds import case_kinds
from fsqca.plots._figures import render
from fsqca.plots.calibration_curves import calibration_plot
from fsqca.plots.calibration_panel import calibration_panel
from fsqca.plots.ceiling_plot import nca_plot
from fsqca.plots.chain_figure import chain_plot
from fsqca.plots.chart_figure import chart_plot
from fsqca.plots.cutoff_figure import cutoff_map_plot
from fsqca.plots.fit_comparison import fit_plot
from fsqca.plots.histograms import membership_histograms
from fsqca.plots.implicants import implicant_chart_plot
from fsqca.plots.necessity_chart import necessity_plot
from fsqca.plots.raw_memberships import raw_membership_plot
from fsqca.plots.robustness_figure import robustness_plot
from fsqca.plots.row_cases import contradictions_plot, diversity_plot, frequency_plot
from fsqca.plots.row_values import cutoff_gaps_plot, simultaneous_plot
from fsqca.plots.theory_areas import theory_plot
from fsqca.plots.xy import xy_plot
from fsqca.plots.xy_panels import xy_by_group, xy_by_term

__all__ = [
    "calibration_panel",
    "calibration_plot",
    "case_kinds",
    "chain_plot",
    "chart_plot",
    "contradictions_plot",
    "cutoff_gaps_plot",
    "cutoff_map_plot",
    "diversity_plot",
    "fit_plot",
    "frequency_plot",
    "implicant_chart_plot",
    "membership_histograms",
    "nca_plot",
    "necessity_plot",
    "raw_membership_plot",
    "render",
    "robustness_plot",
    "simultaneous_plot",
    "theory_plot",
    "xy_by_group",
    "xy_by_term",
    "xy_plot",
]
