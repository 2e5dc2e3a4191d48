"""The files of a result: its tables, each under its name, the results as JSON, and the study file."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from fsqca.report.article.sheets import harmless
from fsqca.report.of_cases import without_cases
from fsqca.study.summary import result_summary

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult

#: Letters of a name that the name of a file keeps.
LONGEST = 40


def result_files(result: StudyResult, folder: Path | None = None) -> dict[str, str | bytes]:
    """Return the files of a result: name to content; the study file finds its data from `folder`."""
    files: dict[str, str | bytes] = {
        "study.toml": study_text(result, folder),
        "results.json": json.dumps(result_summary(result), indent=1, ensure_ascii=False) + "\n",
        "summary.txt": f"{result.to_text(of_cases=result.study.output.memberships)}\n",
    }
    files |= {f"tables/{name}.csv": csv_text(frame) for name, frame in result_tables(result).items()}
    return files


def csv_text(frame: pd.DataFrame, *, index: bool = True) -> str:
    """Return a frame as CSV in which no text runs as a formula: an apostrophe stands before it.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"case": ["=1+1", "Ash"], "n": [-1, 2]}), index=False).splitlines()
    ['case,n', "'=1+1,-1", 'Ash,2']
    """
    shown = frame.copy()
    for place in range(shown.shape[1]):
        if not pd.api.types.is_numeric_dtype(shown.dtypes.iloc[place]):
            shown.isetitem(place, [_harmless(value) for value in frame.iloc[:, place]])
    shown.index, shown.columns = _harmless_labels(frame.index), _harmless_labels(frame.columns)
    return shown.to_csv(index=index)


def _harmless_labels(labels: pd.Index[Any]) -> pd.Index[Any]:
    names = [_harmless(name) for name in labels.names]
    made: pd.Index[Any]
    if isinstance(labels, pd.MultiIndex):
        levels = [[_harmless(one) for one in labels.get_level_values(k)] for k in range(labels.nlevels)]
        made = pd.MultiIndex.from_arrays(levels, names=names)
    else:
        made = pd.Index([_harmless(one) for one in labels], name=names[0], dtype=object)
    return made


def _harmless(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def study_text(result: StudyResult, folder: Path | None) -> str:
    """Return the text of the study file, with its comments where it was read from one."""
    from fsqca.study.bundle import moved_text

    study = result.study
    if folder is None:
        return moved_text(study, study.data.file)
    data = study.data_path.absolute()
    try:
        file = Path(os.path.relpath(data, folder.absolute())).as_posix()
    except ValueError:  # another drive
        file = str(data)
    return moved_text(study, file)


def result_tables(result: StudyResult) -> dict[str, pd.DataFrame]:
    """Return every table of a result under the name of its file."""
    made = _measured(result)
    outcomes = file_parts(result.solutions)
    groups = file_parts(result.groups)
    for outcome, short in outcomes.items():
        made[f"necessity_{short}"] = pd.concat(
            {name: one.all_conditions for name, one in result.necessity[outcome].items()},
            names=["group", "condition"],
        )
        combinations = {name: one.verdicts for name, one in result.necessity[outcome].items()}
        if any(one.depth > 1 for one in result.necessity[outcome].values()):
            made[f"necessary_combinations_{short}"] = pd.concat(combinations, names=["group", "expression"])
        for name, table in result.truth_tables[outcome].items():
            made[f"truth_table_{short}_{groups[name]}"] = table.table
        own = result.table[result.table["outcome"] == outcome].drop(columns="outcome")
        made[f"solutions_{short}"] = own.set_index(["group", "solution", "model", "term"])
        made[f"configuration_chart_{short}"] = result.charts[outcome].table.set_index(
            ["group", "column", "condition"]
        )
        cases = _cases(result, outcome)
        if cases:
            made[f"cases_{short}"] = pd.concat(cases, names=["group", "solution"])
        made[f"deviant_cases_{short}"] = pd.concat(
            {
                name: table.deviant_cases.set_index(["row", "case"])
                for name, table in result.truth_tables[outcome].items()
            },
            names=["group"],
        )
    crossed = {
        (outcome, kind, source, target): fit
        for outcome, kinds in result.across.items()
        for kind, pairs in kinds.items()
        for (source, target), fit in pairs.items()
    }
    if crossed:
        made["solutions_across_groups"] = pd.concat(
            {key: fit.table.assign(n=fit.n_cases) for key, fit in crossed.items()},
            names=["outcome", "solution", "from", "in", "term"],
        )
    made |= dict(result.robustness)
    return made if result.study.output.memberships else without_cases(made)


def _measured(result: StudyResult) -> dict[str, pd.DataFrame]:
    """Return the tables of data, scores and calibration."""
    made = {
        "codebook": result.data.table,
        "missing_values": result.data.missing.set_index(["column", "code"]),
    }
    if result.scores is not None:
        made |= {
            "items": result.scores.items,
            "missing_answers": result.scores.missing,
            "scores": result.scores.data,
            "reliability": result.scores.reliability,
            "descriptives": result.scores.descriptives,
        }
    if result.calibrated is not None:
        made["calibration"] = result.calibrated.table
    made["memberships"] = pd.concat(result.groups, names=["group", "case"])
    made["diagnosis"] = pd.concat(
        {name: one.table for name, one in result.diagnosis.items()}, names=["group"]
    )
    made["diagnosis_findings"] = pd.concat(
        {name: one.findings.set_index(["set", "kind"]) for name, one in result.diagnosis.items()},
        names=["group"],
    )
    return made


def _cases(result: StudyResult, outcome: str) -> dict[tuple[str, str], pd.DataFrame]:
    """Return the cases of every term, by group and kind of solution; a term of several models stands once."""
    made = {}
    for name, found in result.solutions[outcome].items():
        for kind in result.study.solutions.types:
            parts, seen = [], set[str]()
            for model in getattr(found, kind).models:
                new = {str(term) for term in model.terms} - seen
                if new:
                    parts.append(model.cases[lambda frame, new=new: frame["term"].isin(new)])
                    seen |= new
            if parts:
                made[name, kind] = pd.concat(parts).set_index(["term", "case"])
    return made


def file_parts(names: Iterable[str]) -> dict[str, str]:
    """Return each name as part of the name of a file: letters, digits and underscores, no two alike.

    Examples
    --------
    >>> file_parts(["DSO", "~DSO", "Service sales"])
    {'DSO': 'dso', '~DSO': 'not_dso', 'Service sales': 'service_sales'}
    """
    parts: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W+", "_", name.lower().replace("~", "not_")).strip("_") or "set"
        if len(plain) > LONGEST or plain in parts.values():
            plain = f"{plain[:LONGEST]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        parts[name] = plain
    return parts


__all__ = ["csv_text", "file_parts", "result_files", "result_tables", "study_text"]
