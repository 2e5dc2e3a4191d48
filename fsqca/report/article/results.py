"""From a result to the table of an article: one function, which later kinds of results can join."""

from __future__ import annotations

from functools import singledispatch
from importlib import import_module
from inspect import signature

from fsqca._checks import check_choice, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.article.table import ArticleTable


def article_table(result: object, **options: object) -> ArticleTable:
    """Return the table that an article shows of a result, with the settings used in its notes.

    Parameters
    ----------
    result : result of fsqca
        ``ConstructScores``, ``ConstructValidity``, ``Calibrated``, ``Necessity`` (or both outcomes), ``Fit``,
        ``TruthTable``, ``Solution``, ``Solutions``, ``Model`` or ``ConfigurationChart``; the results of
        ``fsqca.robustness``, ``groups``, ``clusters``, ``cases``, ``evidence`` and ``theory``, of
        :func:`fsqca.nca` and of :func:`fsqca.find_sufficient`, and maps of cut-offs.
    **options
        For all: ``title``. Also:

        - ConstructScores: ``what``, one of ``"reliability"`` (default), ``"descriptives"``,
          ``"correlations"`` (with means and standard deviations), ``"items"`` or ``"missing"``.
        - ConstructValidity: ``what``, one of ``"reliability"`` (default), ``"loadings"``, ``"htmt"`` or
          ``"fornell_larcker"``.
        - TruthTable: ``cases``, how many case ids a row shows at most (default 5, 0 for none); ``remainders``
          (default False), whether unobserved configurations are listed; ``order``, ``"code"`` (default) or
          ``"row"``.
        - Solution and Solutions: ``what``, ``"terms"`` (default) or ``"counterfactuals"``; ``cases``, how
          many case ids a term shows at most (default 0); ``models``, how many models of a solution are shown
          at most (default all).
        - Results of robustness, groups, clusters, cases, evidence, theory and NCA: ``what``, the name of one
          of their frames; docs/article_tables.md lists them, and a wrong one is answered with those there
          are.

    Returns
    -------
    ArticleTable

    Raises
    ------
    ArgumentTypeError
        If there is no table for results of this type, or no such option.
    ArgumentError
        If an option has a value that is not allowed.

    Notes
    -----
    A package registers its own results with the decorator ``fsqca.report.register_table``, as for
    :func:`functools.singledispatch`; the function takes the result, and options that are keyword only. For
    other results there is :func:`fsqca.report.from_frame`.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.report import article_table
    >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
    >>> print(article_table(fq.find_necessary(data, "Y")))
    Analysis of necessary conditions for Y
    ───────────────────────────────────────
    Condition  Consistency  Coverage    RoN
    ───────────────────────────────────────
    A                0.947     0.947  0.917
    ~A               0.316     0.545  0.792
    B                0.579     0.647  0.684
    ~B               0.579     0.846  0.895
    ───────────────────────────────────────
    Note. Cut-offs: consistency ≥ 0.9. RoN: relevance of necessity.
    N = 3 cases.
    """
    _load_tables_of(type(result))
    function = _table_of.dispatch(type(result))
    known = [name for name, one in signature(function).parameters.items() if one.kind is one.KEYWORD_ONLY]
    unknown = [name for name in options if name not in known]
    if unknown and function is not _table_of.registry[object]:
        raise ArgumentTypeError(
            f"The article table of a {type(result).__name__} has no option {listed(unknown)}. "
            f"It takes {listed(known)}."
        )
    return function(result, **options)


#: Package of results -> module with their tables, imported when the first such result comes.
_LATER = {
    "calibration": ("of_sets",),
    "cases": ("of_cases",),
    "ceilings": ("of_theory",),
    "clusters": ("of_groups",),
    "cutoffs": ("of_robustness",),
    "evidence": ("of_cases",),
    "groups": ("of_groups",),
    "robustness": ("of_robustness", "of_resampling"),
    "subsets": ("of_theory",),
    "theory": ("of_theory",),
}


def _load_tables_of(kind: type) -> None:
    """Import the modules that register the tables of a kind of result."""
    for base in kind.__mro__:
        top, _, rest = base.__module__.partition(".")
        if top == "fsqca":
            for module in _LATER.get(rest.split(".")[0], ()):
                import_module(f"fsqca.report.article.{module}")


@singledispatch
def _table_of(result: object, **options: object) -> ArticleTable:
    """Refuse results that nothing is registered for."""
    for modules in _LATER.values():
        for module in modules:
            import_module(f"fsqca.report.article.{module}")
    kinds = [kind.__name__ for kind in _table_of.registry if kind is not object]
    hint = ""
    if hasattr(result, "table"):
        hint = ' Give its frame to fsqca.report.from_frame(result.table, title="...").'
    raise ArgumentTypeError(
        f"There is no article table for results of type {type(result).__name__}. There is one for "
        f"{listed(sorted(kinds), 40)}.{hint}"
    )


#: Registers the function that makes the table of a kind of result: a decorator, as for
#: :func:`functools.singledispatch`. The kind is the annotation of the first parameter; options are keyword
#: only.
register_table = _table_of.register


def check_what(value: object, choices: tuple[str, ...]) -> str:
    """Return which table of a result is asked for, or raise."""
    return check_choice("what", value, choices)


def check_title(title: object, default: str) -> str:
    """Return the title that was given, or the default."""
    if title is None:
        return default
    if not isinstance(title, str):
        raise ArgumentTypeError(f"title must be a text, not {title!r}.")
    if not title.strip():
        raise ArgumentError("title is empty: say what the table shows, or leave it out.")
    return title


__all__ = ["article_table", "check_title", "check_what", "register_table"]
