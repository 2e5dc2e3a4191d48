"""Example data: a synthetic survey with its generator and code book, and eight companies with codings."""

from fsqca.datasets.codebook import (
    describe_digital_service,
    digital_service_constructs,
    digital_service_reverse_items,
)
from fsqca.datasets.eight_companies import (
    eight_companies,
    eight_companies_codings,
    eight_companies_rubrics,
)
from fsqca.datasets.packaged import digital_service, digital_service_file
from fsqca.datasets.simulation import simulate_digital_service

__all__ = [
    "describe_digital_service",
    "digital_service",
    "digital_service_constructs",
    "digital_service_file",
    "digital_service_reverse_items",
    "eight_companies",
    "eight_companies_codings",
    "eight_companies_rubrics",
    "simulate_digital_service",
]
