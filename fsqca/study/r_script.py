"""A study as a script for R: the documented calls of QCA and SetMethods, written from its settings.

Where a setting has no equal there, a comment in the script says so. The script is written from the
documentation of the two packages (Duşa 2019; Oana & Schneider 2018).

References
----------
Duşa, A. (2019). QCA with R: A Comprehensive Resource. Springer.

Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
10(1), 507-533.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from fsqca._version import __version__
from fsqca.calibration import Calibrator, Crisp, Direct, Piecewise, PiecewiseBell
from fsqca.expressions import Expression, parse
from fsqca.study.running import Prepared, prepare
from fsqca.study.study import same_outcome

if TYPE_CHECKING:
    from fsqca.study.study import Study

#: Column of the groups in the files for R.
GROUP = "group_of_case"
_HALF = "abs(x - 0.5) < 1e-9"


def r_files(study: Study) -> dict[str, str | bytes]:
    """Return the script and the data that it reads: name to content."""
    ready = prepare(study)
    names = _r_names(ready)
    memberships = ready.memberships.rename(columns=names)
    files: dict[str, str | bytes] = {"analysis.R": _script(study, ready, names)}
    files["memberships.csv"] = _with_groups(memberships, ready).to_csv()
    if ready.calibrated is not None:
        raw = {
            names[name]: ready.calibrated.raw[column]
            for name, column in ready.calibrated.settings.columns.items()
        }
        files["scores.csv"] = pd.DataFrame(raw, index=ready.memberships.index).rename_axis("case").to_csv()
    return files


def r_script(study: Study) -> str:
    """Return the analysis of a study as a script for the R packages QCA and SetMethods.

    Parameters
    ----------
    study : Study
        Its data are read, because some calibrators learn from them.

    Returns
    -------
    str
        It reads ``scores.csv`` and ``memberships.csv``, which ``fsqca export-r`` writes beside it.
    """
    ready = prepare(study)
    return _script(study, ready, _r_names(ready))


def _with_groups(memberships: pd.DataFrame, ready: Prepared) -> pd.DataFrame:
    frame = memberships.rename_axis("case")
    groups = ready.opened.groups
    if groups is not None:
        frame = frame.assign(**{GROUP: groups.loc[frame.index]})
    return frame


def _r_names(ready: Prepared) -> dict[str, str]:
    """Return the name of each set in R: where it is no plain name there, one that is."""
    names: dict[str, str] = {}
    for name in ready.memberships.columns:
        plain = str(name) if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", str(name)) else ""
        if not plain:
            plain = re.sub(r"[^A-Za-z0-9]", "", str(name)) or "SET"
            plain = plain if plain[0].isalpha() else f"S{plain}"
        number = 1
        made = plain
        while made in names.values() or made == GROUP:
            number += 1
            made = f"{plain}{number}"
        names[str(name)] = made
    return names


def _script(study: Study, ready: Prepared, names: dict[str, str]) -> str:
    lines = [
        f"# {_comment(study.title)}",
        f"# Written by fsqca {__version__} from a study, for the R packages QCA and SetMethods.",
        "# Run it in the folder that holds memberships.csv and scores.csv.",
        "",
        "library(QCA)",
        "",
        "# Prints a result; where QCA finds nothing it stops, and the message is printed instead.",
        "shown <- function(result) {",
        "  tryCatch(print(result), error = function(problem) message(conditionMessage(problem)))",
        "}",
        "",
        *_data(study, ready, names),
    ]
    for outcome in study.outcomes:
        for group in ready.groups:
            lines += ["", *_analysis(study, ready, outcome, group, names)]
    lines += ["", *_left_out(study)]
    return "\n".join(lines) + "\n"


def _data(study: Study, ready: Prepared, names: dict[str, str]) -> list[str]:
    lines = [
        "# Data ----------------------------------------------------------------------------------",
        'sets <- read.csv("memberships.csv", row.names = 1, check.names = FALSE, na.strings = "",',
        '                 fileEncoding = "UTF-8")',
    ]
    renamed = {name: made for name, made in names.items() if name != made}
    lines += [
        f"# {made} is the set {_comment(json.dumps(name, ensure_ascii=False))}."
        for name, made in renamed.items()
    ]
    if study.constructs is not None:
        lines.append("# Scores of constructs were made by fsqca: means of the items that are answered.")
    if ready.calibrated is None:
        return [*lines, "# The data hold memberships already; nothing is calibrated."]
    lines += [
        'scores <- read.csv("scores.csv", row.names = 1, check.names = FALSE, na.strings = "",',
        '                   fileEncoding = "UTF-8")',
        "# QCA sets memberships below 0.0001 to 0 and above 0.9999 to 1; fsqca does not.",
    ]
    for name, calibrator in ready.calibrated.calibrators.items():
        made = names[name]
        call = _calibrate_call(calibrator, f"scores${made}")
        why = f": {_comment(calibrator.why)}" if calibrator.why else ""
        if call is None:
            lines.append(
                f"# {made}: the calibration {_comment(calibrator.method)} has no equal in QCA; its "
                f"memberships are those made by fsqca{why}"
            )
        else:
            lines += [f"# {made}{why}", f"sets${made} <- {call}"]
    if study.calibration is not None:
        lines += [f"# {names[name]} was taken as it is." for name in study.calibration.as_is if name in names]
    return lines


def _calibrate_call(calibrator: Calibrator, column: str) -> str | None:
    """Return the call of QCA's calibrate() that does the same, None where there is none."""
    kind = type(calibrator)
    if isinstance(calibrator, Direct) and kind is Direct:
        anchors = _named(("e", "c", "i"), (calibrator.full_out, calibrator.crossover, calibrator.full_in))
        return (
            f'calibrate({column}, type = "fuzzy", method = "direct", thresholds = {anchors}, '
            f"logistic = TRUE, idm = {calibrator.idm!r})"
        )
    if isinstance(calibrator, Piecewise) and kind is Piecewise:
        anchors = _named(("e", "c", "i"), (calibrator.full_out, calibrator.crossover, calibrator.full_in))
        return (
            f'calibrate({column}, type = "fuzzy", method = "direct", thresholds = {anchors}, '
            f"logistic = FALSE, below = {calibrator.below:g}, above = {calibrator.above:g})"
        )
    if isinstance(calibrator, PiecewiseBell) and kind is PiecewiseBell:
        own = ("out1", "crossover1", "in1", "in2", "crossover2", "out2")
        anchors = _named(
            ("e1", "c1", "i1", "i2", "c2", "e2"), tuple(getattr(calibrator, name) for name in own)
        )
        return (
            f'calibrate({column}, type = "fuzzy", method = "direct", thresholds = {anchors}, '
            f"below = {calibrator.below:g}, above = {calibrator.above:g})"
        )
    if isinstance(calibrator, Crisp) and kind is Crisp:
        thresholds = ", ".join(_number(each) for each in calibrator.thresholds)
        return f'calibrate({column}, type = "crisp", thresholds = c({thresholds}))'
    return None


def _analysis(study: Study, ready: Prepared, outcome: str, group: str, names: dict[str, str]) -> list[str]:
    """Return the calls for one outcome in one group."""
    conditions = [names[name] for name in study.analysis.conditions]
    listed = _strings(conditions)
    own = _renamed(outcome, names)
    head = f"# {_comment(group)}: {own} "
    lines = [head + "-" * max(4, 90 - len(head)), f"conditions <- {listed}"]
    single = group in ready.opened.group_names
    keeps = f"sets${GROUP} == {_string(group)}" if single else "rep(TRUE, nrow(sets))"
    used = list(dict.fromkeys([*conditions, *(names[name] for name in parse(outcome).used)]))
    lines.append(f"own <- sets[which({keeps}), {_strings(used)}]")
    if study.analysis.missing == "drop":
        lines.append("own <- na.omit(own)")
    target, own_lines = _outcome(own, used)
    lines += own_lines
    lines += _necessity(study, target)
    lines += _crossover(study.cutoffs.crossover)
    lines += _table(study, group, target)
    lines += _excluded(study, outcome, group, names, target)
    lines += _solutions(study, outcome, names)
    return lines


def _outcome(own: str, used: Sequence[str]) -> tuple[str, list[str]]:
    """Return the outcome as truthTable() takes it, and what must be made for it."""
    if re.fullmatch(r"~?[A-Za-z][A-Za-z0-9]*(\{[0-9,]+\})?", own):
        return own, []
    made = "OUTCOME"
    while made in used:
        made += "X"
    return made, [
        "# truthTable() takes one set as the outcome: the expression is computed first.",
        f"own${made} <- compute({_string(own)}, data = own)",
    ]


def _necessity(study: Study, target: str) -> list[str]:
    rule = study.necessity
    search = (
        f'relation = "necessity", incl.cut = {rule.consistency:g}, cov.cut = {rule.coverage:g}, '
        f"ron.cut = {rule.ron:g}, depth = {rule.depth}"
    )
    return [
        "# Necessity: every condition and its negation, then what reaches the cut-offs.",
        "for (name in conditions) {",
        f'  shown(pof(paste(name, "<-", {_string(target)}), data = own))',
        f'  shown(pof(paste0("~", name, " <- ", {_string(target)}), data = own))',
        "}",
        f"shown(superSubset(own, outcome = {_string(target)}, conditions = conditions,",
        f"                  {search}))",
        'if (requireNamespace("SetMethods", quietly = TRUE)) {',
        f"  shown(SetMethods::QCAfit(own[, conditions, drop = FALSE], {_values(target)}, necessity = TRUE))",
        "}",
    ]


def _values(target: str) -> str:
    """Return the memberships in the outcome as R computes them."""
    plain = re.fullmatch(r"(~?)([A-Za-z][A-Za-z0-9]*)", target)
    if plain is None:
        return f"compute({_string(target)}, data = own)"
    return f"1 - own${plain[2]}" if plain[1] else f"own${plain[2]}"


def _crossover(rule: str) -> list[str]:
    """Return what the rule for memberships of exactly 0.5 is in R."""
    if rule == "unassigned":
        return ["# Memberships of exactly 0.5: the case belongs to no row (the rule of QCA)."]
    if rule == "raise":
        return [f"stopifnot(!any(sapply(own[conditions], function(x) any({_HALF}))))"]
    if rule == "drop":
        return [f"own <- own[!apply(sapply(own[conditions], function(x) {_HALF}), 1, any), ]"]
    value = "0.501" if rule == "above" else "0.499"
    return [
        f"# Memberships of exactly 0.5 in a condition are taken as {value} (Fiss 2011).",
        f"own[conditions] <- lapply(own[conditions], function(x) ifelse({_HALF}, {value}, x))",
    ]


def _table(study: Study, group: str, target: str, exclude: str = "") -> list[str]:
    cuts = study.cutoffs.of(group)
    lower = cuts.get("contradiction")
    incl = f"{cuts['consistency']:g}" if lower is None else f"c({cuts['consistency']:g}, {lower:g})"
    coded = f"incl.cut = {incl}, pri.cut = {cuts['pri']:g}, n.cut = {cuts['frequency']}"
    return [
        f"tt <- truthTable(own, outcome = {_string(target)}, conditions = conditions,",
        f"                 {coded}, {exclude}show.cases = TRUE)",
        "print(tt)",
    ]


def _excluded(study: Study, outcome: str, group: str, names: dict[str, str], target: str) -> list[str]:
    """Return how untenable remainders are taken out."""
    items = study.untenable_for(outcome, group)
    if not items:
        return []
    rows = [str(item) for item in items if isinstance(item, int)]
    written = [_renamed(item, names) for item in items if isinstance(item, str)]
    why = [each.why for each in study.untenable if each.why]
    lines = [
        "# Untenable assumptions: these remainders are coded 0.",
        *(f"# {_comment(text)}" for text in why),
    ]
    lines.append(f"untenable <- c({', '.join(rows)})" if rows else "untenable <- c()")
    lines += [
        f"untenable <- c(untenable, findRows(obj = tt, expression = {_string(text)}, type = 1))"
        for text in written
    ]
    lines.append("untenable <- unique(untenable)")
    return [*lines, *_table(study, group, target, "exclude = untenable, ")]


def _solutions(study: Study, outcome: str, names: dict[str, str]) -> list[str]:
    own = study.solutions
    contradictions = ", C" if own.include_contradictions else ""
    options = ", all.sol = TRUE" if own.ties == "irredundant" else ""
    options += ", details = TRUE, show.cases = TRUE"
    lines = []
    if "conservative" in own.types:
        include = 'include = "C", ' if own.include_contradictions else ""
        lines.append(f"shown(minimize(tt, {include}{options[2:]}))")
    if "parsimonious" in own.types:
        lines.append(f'shown(minimize(tt, include = "?{contradictions}"{options}))')
    if "intermediate" in own.types:
        expected = [
            each
            for each in study.expectations
            if same_outcome(each.outcome or study.analysis.outcome, outcome)
        ]
        lines += [f"# {_comment(each.expect)}: {_comment(each.why)}" for each in expected if each.why]
        texts = [_renamed(each.expect, names) for each in expected]
        if any("*" in text for text in texts) and len(texts) > 1:
            lines.append(
                "# A conjunction among several expectations: QCA 3.25 lets only the last one act, fsqca all."
            )
        if texts:
            lines.append(
                f'shown(minimize(tt, include = "?{contradictions}", dir.exp = {_strings(texts)}{options}))'
            )
        else:
            lines.append("# No directional expectation: the intermediate solution is the conservative one.")
    return lines


def _left_out(study: Study) -> list[str]:
    """Return what the study does and the script does not."""
    notes = []
    if study.data.filters:
        notes.append("The filters of the study were applied before the data were written.")
    if study.data.group is not None:
        notes.append("The solutions of one group in another are not computed here.")
    if study.robustness is not None:
        notes.append("The robustness section is not written; see rob.inclrange() and others in SetMethods.")
    if study.solutions.max_models != 1000:
        notes.append("max_models has no equal in QCA, which lists all models.")
    notes.append("QCA compares with a cut-off as it computes it; fsqca allows for a difference of 1e-9.")
    return [
        "# What differs -----------------------------------------------------------------------",
        *(f"# {note}" for note in notes),
    ]


def _renamed(text: str, names: dict[str, str]) -> str:
    """Return an expression with the names that sets have in R."""
    expression = parse(text)
    terms = tuple(
        tuple(replace(literal, name=names.get(literal.name, literal.name)) for literal in term)
        for term in expression.literal_terms
    )
    return str(Expression(terms, tuple(names.get(name, name) for name in expression.names)))


def _named(names: Iterable[str], values: Iterable[float]) -> str:
    pairs = ", ".join(f"{name} = {_number(value)}" for name, value in zip(names, values, strict=True))
    return f"c({pairs})"


def _number(value: float) -> str:
    """Return a number that R reads back exactly."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(float(value))


def _string(text: str) -> str:
    """Return a text as R writes it."""
    return json.dumps(text, ensure_ascii=False)


def _strings(texts: Iterable[str]) -> str:
    return f"c({', '.join(_string(text) for text in texts)})"


def _comment(text: str) -> str:
    """Return a text on one line, so that nothing of it leaves the comment."""
    return " ".join(text.split())
