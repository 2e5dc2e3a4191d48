"""Example data: a synthetic survey on digital service orientation, its generator and its code book."""

from fsqca.datasets.codebook import (
    describe_digital_service,
    digital_service_constructs,
    digital_service_reverse_items,
)
from fsqca.datasets.packaged import digital_service, digital_service_file
from fsqca.datasets.simulation import simulate_digital_service

__all__ = [
    "describe_digital_service",
    "digital_service",
    "digital_service_constructs",
    "digital_service_file",
    "digital_service_reverse_items",
    "simulate_digital_service",
]
