"""Cases behind results: which to study within and in pairs, and a page on each of them.

:func:`select_cases` says which cases are typical of a result, which deviate from it, and which single cases
and pairs serve a case study best; :func:`case_report` collects all that is known of one case.
"""

from fsqca.cases.influence import CaseInfluence, table_without
from fsqca.cases.report import CaseReport, case_report
from fsqca.cases.selecting import select_cases
from fsqca.cases.selection import PAIR_KINDS, SINGLE_KINDS, CaseSelection

__all__ = [
    "PAIR_KINDS",
    "SINGLE_KINDS",
    "CaseInfluence",
    "CaseReport",
    "CaseSelection",
    "case_report",
    "select_cases",
    "table_without",
]
