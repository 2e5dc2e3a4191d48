"""Qualitative calibration: evidence, a rubric, scores with reasons, and what doubtful cells change."""

from __future__ import annotations

from fsqca.evidence.agreement import Agreement, krippendorff_alpha
from fsqca.evidence.coding import Codings, code_evidence
from fsqca.evidence.rubric import Rubric, read_rubrics
from fsqca.evidence.sensitivity import RecodingSensitivity

__all__ = [
    "Agreement",
    "Codings",
    "RecodingSensitivity",
    "Rubric",
    "code_evidence",
    "krippendorff_alpha",
    "read_rubrics",
]
