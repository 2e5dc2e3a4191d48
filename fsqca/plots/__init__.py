"""Figures of results, for an article or a notebook.

Each function returns a matplotlib figure; none uses pyplot's state.

matplotlib is imported when a figure is made, not before: ``python -m pip install "fsqca[plots]"``.
"""

from fsqca.fit.kinds import case_kinds
from fsqca.plots._figures import render, save_figure
from fsqca.plots.anchor_map_figure import anchor_map_plot
from fsqca.plots.calibration_curves import calibration_plot
from fsqca.plots.calibration_panel import calibration_panel
from fsqca.plots.ceiling_plot import nca_plot
from fsqca.plots.chain_figure import chain_plot
from fsqca.plots.chance_figure import chance_plot, row_chance_plot
from fsqca.plots.chart_figure import chart_plot
from fsqca.plots.cluster_figure import cluster_plot
from fsqca.plots.cutoff_figure import cutoff_map_plot
from fsqca.plots.fit_comparison import fit_plot
from fsqca.plots.fit_intervals import fit_intervals_plot, influence_plot
from fsqca.plots.group_figures import group_difference_plot, group_fit_plot, group_rows_plot
from fsqca.plots.histograms import membership_histograms
from fsqca.plots.implicants import implicant_chart_plot
from fsqca.plots.necessity_chart import necessity_plot
from fsqca.plots.raw_memberships import raw_membership_plot
from fsqca.plots.recovery_figure import power_plot, recovery_plot
from fsqca.plots.region_figure import region_plot
from fsqca.plots.retention_figure import row_codes_plot, term_retention_plot
from fsqca.plots.robustness_figure import robustness_plot
from fsqca.plots.row_cases import contradictions_plot, diversity_plot, frequency_plot
from fsqca.plots.row_values import cutoff_gaps_plot, simultaneous_plot
from fsqca.plots.theory_areas import theory_plot
from fsqca.plots.upset import upset_plot
from fsqca.plots.validation_figure import validation_plot
from fsqca.plots.venn import venn_plot
from fsqca.plots.xy import xy_plot
from fsqca.plots.xy_panels import xy_by_group, xy_by_term

__all__ = [
    "anchor_map_plot",
    "calibration_panel",
    "calibration_plot",
    "case_kinds",
    "chain_plot",
    "chance_plot",
    "chart_plot",
    "cluster_plot",
    "contradictions_plot",
    "cutoff_gaps_plot",
    "cutoff_map_plot",
    "diversity_plot",
    "fit_intervals_plot",
    "fit_plot",
    "frequency_plot",
    "group_difference_plot",
    "group_fit_plot",
    "group_rows_plot",
    "implicant_chart_plot",
    "influence_plot",
    "membership_histograms",
    "nca_plot",
    "necessity_plot",
    "power_plot",
    "raw_membership_plot",
    "recovery_plot",
    "region_plot",
    "render",
    "robustness_plot",
    "row_chance_plot",
    "row_codes_plot",
    "save_figure",
    "simultaneous_plot",
    "term_retention_plot",
    "theory_plot",
    "upset_plot",
    "validation_plot",
    "venn_plot",
    "xy_by_group",
    "xy_by_term",
    "xy_plot",
]
