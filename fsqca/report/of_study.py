"""The report of a whole study: a page for a browser or a Word document, in the order of an article."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import import_extra
from fsqca.errors import ArgumentError, ArgumentTypeError, OutputExistsError
from fsqca.report.page import Page
from fsqca.report.writing import write_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.report.chapters import Material
    from fsqca.study.result import StudyResult

SUFFIXES = (".html", ".docx")


def study_report(result: StudyResult, *, unit: str = "case", figures: bool = True) -> Page:
    """Return the report of a study: data, constructs, calibration, necessity, solutions, cases, robustness.

    Parameters
    ----------
    result : StudyResult
        What :meth:`fsqca.study.Study.run` returns.
    unit : str, default "case"
        What a case is called, such as "respondent" or "firm".
    figures : bool, default True
        Whether figures are drawn (needs the extra "plots"); without it the report says that they are left
        out.

    Returns
    -------
    Page
        ``.to_html()`` and ``.to_docx()`` give the same text, tables and figures under the same numbers.

    Raises
    ------
    ArgumentTypeError
        If `result` is not the result of a study.
    """
    from fsqca.report.chapters import Material, chapters

    _check_result(result)
    plain = Material(result, unit)
    drawn = report_figures(plain) if figures and find_spec("matplotlib") is not None else {}
    made = chapters(Material(result, unit, drawn))
    left_out = () if drawn or not figures else ('Figures are left out: they need the extra "plots".',)
    description = " ".join(result.study.description.split())
    return Page(
        title=result.study.title,
        subtitle=f"Report of a {_variant(result)} Qualitative Comparative Analysis",
        notice=(description,) if description else (),
        sections=tuple(made.values()),
        footer=left_out,
        numbered=True,
    )


def _variant(result: StudyResult) -> str:
    """Return what the analysis is called by the sets that it uses."""
    study = result.study.analysis
    sets = [frame[list(study.conditions)].to_numpy(dtype=float) for frame in result.groups.values()]
    if any((values > 1).any() for values in sets):
        return "multi-value"
    tables = [table for by in result.truth_tables.values() for table in by.values()]
    outcomes = [table.evidence.outcome for table in tables if table.evidence is not None]
    crisp = all(np.isin(values[~np.isnan(values)], (0, 1)).all() for values in (*sets, *outcomes))
    return "crisp-set" if crisp else "fuzzy-set"


def report_figures(material: Material) -> dict[str, Figure | bytes]:
    """Return the figures of a report by name: drawings, or images where there are many markers.

    Parameters
    ----------
    material : Material
    """
    from fsqca import plots
    from fsqca.report.chapters.across import MOST_PAIRS
    from fsqca.report.chapters.sets import necessity_to_draw

    result = material.result
    made: dict[str, Figure] = {}
    if result.calibrated is not None and len(result.calibrated.data):
        made["calibration"] = plots.calibration_panel(result.calibrated)
    missing: Any = result.study.analysis.missing
    condition = necessity_to_draw(material)
    if condition is not None and material.of_cases:
        relation = f"{condition} <= {material.outcome}"
        made["necessity"] = plots.xy_by_group(result.groups, relation, missing=missing)
    pairs = result.across.get(material.outcome, {}).get(material.kind, {})
    if 0 < len(pairs) <= MOST_PAIRS:
        made["across"] = plots.fit_plot(
            {f"From {one}, in {other}": fit for (one, other), fit in pairs.items()}
        )
    if material.of_cases:
        for name in result.groups:
            models = material.solution(material.outcome, name).models
            if models:
                made[f"cases of {name}"] = plots.xy_by_term(models[0])
    return {name: plots.render(figure, "png") for name, figure in made.items()}


def write_report(result: StudyResult, path: str | Path, *, unit: str = "case", force: bool = False) -> Path:
    """Write the report of a study into one file and return its path.

    Parameters
    ----------
    result : StudyResult
        What :meth:`fsqca.study.Study.run` returns.
    path : str or Path
        Ends in ``.html`` (a page that loads nothing) or ``.docx`` (Word).
    unit : str, default "case"
        What a case is called, such as "respondent" or "firm".
    force : bool, default False
        Whether a file of that name may be replaced.

    Returns
    -------
    Path
        Absolute. The file is written whole or not at all.

    Raises
    ------
    ArgumentError
        If the ending is neither of the two.
    OutputExistsError
        If there is a file of that name and `force` is False.
    MissingExtraError
        If jinja2 (.html) or python-docx (.docx) is not installed.
    """
    _check_result(result)
    target = check_report_path(path, force=force)
    page = study_report(result, unit=unit)
    return write_file(target, page.to_html() if target.suffix.lower() == ".html" else page.to_docx())


def check_report_path(path: str | Path, *, force: bool = False) -> Path:
    """Return the path if a report can be written there, or raise before anything is computed."""
    target = Path(path).absolute()
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise ArgumentError(
            f"path ends in {target.suffix!r}, but a report is a page (.html) or a Word document (.docx): "
            f"{str(path)!r}."
        )
    if suffix == ".html":
        import_extra("jinja2", "report", "A report page")
    else:
        import_extra("docx", "word", "Writing a Word document")
    if target.is_dir():
        raise ArgumentError(f"{str(target)!r} is a folder, not a file. Choose another name.")
    if target.exists() and not force:
        raise OutputExistsError(
            f"There is a file {str(target)!r} already. Nothing was written. Choose another name, or allow it "
            "to be replaced with --force (force=True)."
        )
    return target


def _check_result(result: object) -> None:
    if not hasattr(result, "provenance") or not hasattr(result, "study"):
        raise ArgumentTypeError(f"result must be what Study.run() returns, not {type(result).__name__}.")


__all__ = ["check_report_path", "report_figures", "study_report", "write_report"]
