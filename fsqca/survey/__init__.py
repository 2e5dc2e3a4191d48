"""Questionnaires: construct scores from items, with the reliability that an article reports."""

from fsqca.survey.reliability import (
    alphas_if_deleted,
    cronbach_alpha,
    feldt_interval,
    item_total_correlations,
    mean_inter_item_correlation,
)
from fsqca.survey.scores import ConstructScores
from fsqca.survey.scoring import score_constructs

__all__ = [
    "ConstructScores",
    "alphas_if_deleted",
    "cronbach_alpha",
    "feldt_interval",
    "item_total_correlations",
    "mean_inter_item_correlation",
    "score_constructs",
]
