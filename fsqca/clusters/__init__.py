"""Results in clusters of cases: regions, industries, waves, periods of a panel.

:func:`diagnose_clusters` compares consistency and coverage over all cases with those in each cluster and,
in a panel, in each unit, and asks whether they differ by more than chance.
"""

from fsqca.clusters.diagnosis import diagnose_clusters
from fsqca.clusters.result import ClusterDiagnosis

__all__ = ["ClusterDiagnosis", "diagnose_clusters"]
