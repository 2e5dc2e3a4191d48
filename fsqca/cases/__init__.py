"""Cases behind results: which to study within and in pairs, and a page on each of them.

:func:`select_cases` says which cases are typical of a result, which deviate from it, and which single cases
and pairs serve a case study best; :func:`case_report` collects all that is known of one case.
"""

from fsqca.cases.selection import PAIR_KINDS, SINGLE_KINDS, CaseSelection, select_cases

__all__ = ["PAIR_KINDS", "SINGLE_KINDS", "CaseSelection", "select_cases"]
