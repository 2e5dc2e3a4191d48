"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""

from fsqca.robustness.anchor_map import AnchorMap, map_anchors
from fsqca.robustness.region_result import Region, SensitivityRegions
from fsqca.robustness.regions import find_regions

__all__ = ["AnchorMap", "Region", "SensitivityRegions", "find_regions", "map_anchors"]
