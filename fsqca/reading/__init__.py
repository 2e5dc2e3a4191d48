"""Reading data: files of every usual kind and frames of any make, with labels and missing codes."""

from fsqca.reading.reader import read
from fsqca.reading.study_data import ReadSettings, StudyData

__all__ = ["ReadSettings", "StudyData", "read"]
