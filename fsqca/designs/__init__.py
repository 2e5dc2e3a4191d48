"""Designs beyond one truth table: conditions with an order in time, and QCA in two steps."""

from fsqca.designs.order import before
from fsqca.designs.result import FirstStep, SecondStep, TwoStep, TwoStepSettings
from fsqca.designs.steps import two_step

__all__ = ["FirstStep", "SecondStep", "TwoStep", "TwoStepSettings", "before", "two_step"]
