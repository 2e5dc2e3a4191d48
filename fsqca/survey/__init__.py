"""Questionnaires: construct scores from items, with the reliability and validity that an article reports."""

from fsqca.survey.aggregated import Aggregated
from fsqca.survey.aggregation import aggregate
from fsqca.survey.agreement import Intraclass, intraclass, within_group_agreement
from fsqca.survey.descriptives import describe
from fsqca.survey.discriminant import first_factor_share, htmt
from fsqca.survey.one_factor import OneFactor, one_factor
from fsqca.survey.reliability import (
    alphas_if_deleted,
    cronbach_alpha,
    feldt_interval,
    item_total_correlations,
    mean_inter_item_correlation,
)
from fsqca.survey.scores import ConstructScores
from fsqca.survey.scoring import score_constructs
from fsqca.survey.validity import ConstructValidity

__all__ = [
    "Aggregated",
    "ConstructScores",
    "ConstructValidity",
    "Intraclass",
    "OneFactor",
    "aggregate",
    "alphas_if_deleted",
    "cronbach_alpha",
    "describe",
    "feldt_interval",
    "first_factor_share",
    "htmt",
    "intraclass",
    "item_total_correlations",
    "mean_inter_item_correlation",
    "one_factor",
    "score_constructs",
    "within_group_agreement",
]
