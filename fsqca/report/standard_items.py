"""What published standards ask of a study, by whom, and how a study is judged on each item.

The items are paraphrased; the sources stand in :data:`SOURCES`. Each is judged by what the study holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from fsqca._checks import counted, listed

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult

Status: TypeAlias = Literal["present", "missing", "not applicable"]

#: Short names of the sources, and the sources.
SOURCES: Final = {
    "Schneider & Wagemann 2010": (
        "Schneider, C. Q., & Wagemann, C. (2010). Standards of good practice in Qualitative Comparative "
        "Analysis (QCA) and fuzzy-sets. Comparative Sociology, 9(3)."
    ),
    "Greckhamer et al. 2018": (
        "Greckhamer, T., Furnari, S., Fiss, P. C., & Aguilera, R. V. (2018). Studying configurations with "
        "Qualitative Comparative Analysis: Best practices in strategy and organization research. Strategic "
        "Organization, 16(4)."
    ),
    "Rubinson et al. 2019": (
        "Rubinson, C., Gerrits, L., Rutten, R., & Greckhamer, T. (2019). Avoiding common errors in QCA: A "
        "short guide for new practitioners. COMPASSS."
    ),
    "Pappas & Woodside 2021": (
        "Pappas, I. O., & Woodside, A. G. (2021). Fuzzy-set Qualitative Comparative Analysis (fsQCA): "
        "Guidelines for research practice in Information Systems and marketing. International Journal of "
        "Information Management, 58."
    ),
    "Oana & Schneider 2024": (
        "Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R "
        "software application. Sociological Methods & Research, 53(1)."
    ),
    "Baumgartner & Thiem 2017": (
        "Baumgartner, M., & Thiem, A. (2017). Model ambiguities in configurational comparative research. "
        "Sociological Methods & Research, 46(4)."
    ),
}
_SW, _G, _R, _PW, _OS, _BT = SOURCES
#: Samples above this size are asked for a frequency cut-off above 2 (Pappas & Woodside 2021).
_LARGE = 150


class Verdict(NamedTuple):
    """What a study says about an item, and the line that adds what is missing."""

    status: Status
    reason: str
    add: str = ""


Judge: TypeAlias = "Callable[[StudyResult], Verdict]"


def _purpose(result: StudyResult) -> Verdict:
    if result.study.description.strip():
        return Verdict("present", "The study has a description.")
    return Verdict(
        "missing",
        "The study has no description.",
        'description = "What is asked, why by configurations, and of which cases"',
    )


def _selection(result: StudyResult) -> Verdict:
    filters = result.study.data.filters
    n = counted(len(result.data.data), "case")
    if not filters:
        return Verdict("not applicable", f"No filter selects cases: all {n} of the file are used.")
    without = [one.column for one in filters if not one.why]
    if without:
        return Verdict(
            "missing",
            f"The filters of {listed(without)} have no reason.",
            'why = "..."  # in each [[data.filters]]',
        )
    return Verdict("present", f"{counted(len(filters), 'filter')} with a reason, {n} left.")


def _conditions(result: StudyResult) -> Verdict:
    k = len(result.study.analysis.conditions)
    table = next(iter(result.truth_tables[result.study.outcomes[0]].values()))
    smallest = min(len(part) for part in result.groups.values())
    said = (
        f"{counted(k, 'condition')} make {counted(table.n_configurations, 'configuration')}; the smallest "
        f"analysis has {counted(smallest, 'case')}."
    )
    if table.n_configurations <= smallest:
        return Verdict("present", said)
    return Verdict(
        "missing",
        f"{said} There are more configurations than cases.",
        f"conditions = {json.dumps(list(result.study.analysis.conditions[:-1]))}  # in [analysis]: fewer",
    )


def _absent(result: StudyResult) -> Verdict:
    outcome = result.study.outcomes[0]
    always = [
        name for name, table in result.truth_tables[outcome].items() if not bool((table.codes == "0").any())
    ]
    if always:
        where = "" if len(result.groups) == 1 else f" of {listed(always)}"
        return Verdict(
            "missing",
            f"No row of the truth table{where} is coded 0.",
            'file = "..."  # in [data]: with cases that lack the outcome',
        )
    return Verdict("present", "Every truth table has rows that are coded 0.")


def _measured(result: StudyResult) -> Verdict:
    if result.scores is None:
        return Verdict("not applicable", "The study scores no constructs from items.")
    return Verdict(
        "present", f"Reliability of {counted(len(result.scores.constructs), 'construct')} is reported."
    )


def _reasons(result: StudyResult) -> Verdict:
    if result.calibrated is None:
        used = list(next(iter(result.groups.values())).columns)
        first, others = used[0], used[1:]
        return Verdict(
            "missing",
            "The data hold memberships, so the study does not say how they were made.",
            f"calibration = {{ as_is = {json.dumps(others, ensure_ascii=False)}, sets.{_key(first)} = "
            f"{_calibrator(result, first)} }}  # and so on for the others",
        )
    table = result.calibrated.table
    without = list(map(str, table.index[table["why"] == ""]))
    if without:
        return Verdict(
            "missing",
            f"No reason for {listed(without)}.",
            f'why = "..."  # in [calibration.sets.{_key(without[0])}]',
        )
    own = result.study.calibration
    as_is = [name for name in ([] if own is None else own.as_is) if name not in table.index]
    if as_is:
        return Verdict(
            "missing",
            f"The memberships of {listed(as_is)} are in the data, so the study does not say how they were "
            "made.",
            f"sets.{_key(as_is[0])} = {_calibrator(result, as_is[0])}  # in [calibration], and "
            f"{json.dumps(as_is[0], ensure_ascii=False)} no more in as_is",
        )
    return Verdict("present", f"Anchors and a reason for each of {counted(len(table), 'set')}.")


def _key(name: str) -> str:
    """Return a name as a key of TOML."""
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _calibrator(result: StudyResult, name: str) -> str:
    """Return a calibration to begin with: of 0 and 1 the values themselves, else from raw scores."""
    values = result.data.data[name].dropna() if name in result.data.data else None
    if values is not None and values.isin([0, 1]).all():
        return '{ method = "crisp", thresholds = [1], why = "..." }'
    return '{ method = "direct", column = "...", full_out = 2, crossover = 4, full_in = 6, why = "..." }'


def _outside(result: StudyResult) -> Verdict:
    from fsqca.calibration import Empirical, Quantiles, Ranks

    own = result.study.calibration
    if own is None:
        return Verdict("not applicable", "The data hold memberships.")
    learnt = [name for name, one in own.sets.items() if isinstance(one, (Empirical, Quantiles, Ranks))]
    if learnt:
        return Verdict(
            "missing",
            f"The calibration of {listed(learnt)} is read off the sample.",
            f'method = "direct"  # in [calibration.sets.{learnt[0]}], with anchors that mean something '
            "outside the sample",
        )
    return Verdict("present", "No set takes its anchors from quantiles or ranks of the sample.")


def _halves(result: StudyResult) -> Verdict:
    tables = result.truth_tables[result.study.outcomes[0]]
    most = max(len(table.crossover_cases) for table in tables.values())
    rule = result.study.cutoffs.crossover
    if not most:
        return Verdict("present", "No case has a membership of exactly 0.5 in a condition.")
    said = f"Up to {counted(most, 'case')} of an analysis with exactly 0.5 in a condition"
    if rule == "unassigned":
        return Verdict(
            "missing",
            f"{said}; they belong to no row.",
            'crossover = "above"  # in [cutoffs], or other anchors',
        )
    return Verdict("present", f'{said}; the rule is crossover = "{rule}".')


def _necessity(result: StudyResult) -> Verdict:
    own = result.study.necessity
    return Verdict(
        "present",
        f"Every condition and its negation with consistency (cut-off {own.consistency:g}), coverage and RoN, "
        "before sufficiency.",
    )


def _tables(result: StudyResult) -> Verdict:
    parts = [
        f"{len(table.numbers)} of {table.n_configurations} configurations observed"
        + ("" if len(result.groups) == 1 else f" ({name})")
        for name, table in result.truth_tables[result.study.outcomes[0]].items()
    ]
    return Verdict("present", f"Truth tables with n, consistency and PRI of every row; {', '.join(parts)}.")


def _by_group(result: StudyResult, name: str) -> str:
    values = {group: result.study.cutoffs.of(group)[name] for group in result.groups}
    if len(set(values.values())) == 1:
        return f"{next(iter(values.values())):g}"
    return ", ".join(f"{value:g} ({group})" for group, value in values.items())


def _consistency(result: StudyResult) -> Verdict:
    return Verdict("present", f"Consistency cut-off: {_by_group(result, 'consistency')}.")


def _pri(result: StudyResult) -> Verdict:
    without = [name for name in result.groups if result.study.cutoffs.of(name)["pri"] == 0]
    if without:
        where = "" if len(without) == len(result.groups) else f" in {listed(without)}"
        return Verdict("missing", f"There is no PRI cut-off{where}.", "pri = 0.5  # in [cutoffs]")
    return Verdict("present", f"PRI cut-off: {_by_group(result, 'pri')}.")


def _frequency(result: StudyResult) -> Verdict:
    low = [
        name
        for name, part in result.groups.items()
        if len(part) > _LARGE and result.study.cutoffs.of(name)["frequency"] < 3
    ]
    said = f"Frequency cut-off: {_by_group(result, 'frequency')}."
    if low:
        return Verdict(
            "missing",
            f"{said} That is below 3, with more than {_LARGE} cases in {listed(low)}.",
            "frequency = 3  # in [cutoffs]",
        )
    return Verdict("present", said)


def _three(result: StudyResult) -> Verdict:
    kinds = ("conservative", "intermediate", "parsimonious")
    without = [kind for kind in kinds if kind not in result.study.solutions.types]
    if without:
        return Verdict(
            "missing",
            f"Not reported: {listed(without)}.",
            'types = ["conservative", "intermediate", "parsimonious"]  # in [solutions]',
        )
    return Verdict("present", "The conservative, intermediate and parsimonious solutions are reported.")


def _expectations(result: StudyResult) -> Verdict:
    study = result.study
    if "intermediate" not in study.solutions.types:
        return Verdict("not applicable", "The intermediate solution is not reported.")
    without = [outcome for outcome in study.outcomes if not study.expectations_of(outcome)]
    example = study.analysis.conditions[0]
    if without:
        return Verdict(
            "missing",
            f"There are no directional expectations for {listed(without)}.",
            "expectations = "
            f'[{{ outcome = {json.dumps(without[0])}, expect = {json.dumps(example)}, why = "..." }}]  # or '
            "one more [[expectations]]",
        )
    unexplained = [each.expect for each in study.expectations if not each.why]
    if unexplained:
        return Verdict(
            "missing",
            f"No reason for the expectations {listed(unexplained)}.",
            'why = "..."  # in [[expectations]]',
        )
    return Verdict("present", f"{counted(len(study.expectations), 'expectation')}, each with a reason.")


def _remainders(result: StudyResult) -> Verdict:
    numbers = [
        len(found.parsimonious.simplifying_assumptions)
        for by in result.solutions.values()
        for found in by.values()
    ]
    if not any(numbers):
        return Verdict("not applicable", "No solution uses a logical remainder.")
    return Verdict(
        "present", f"Listed for every analysis; up to {counted(max(numbers), 'simplifying assumption')}."
    )


def _contradictory(result: StudyResult) -> Verdict:
    study = result.study
    if len(study.outcomes) < 2:
        return Verdict("not applicable", "The negated outcome is not analysed.")
    one, other = study.outcomes
    worst: dict[str, int] = {}
    rows: set[int] = set()
    for name in result.groups:
        both = set(_assumed(result, one, name)) & set(_assumed(result, other, name))
        if both:
            worst[name] = len(both)
            rows |= both
    if worst:
        where = ", ".join(f"{name} {number}" for name, number in worst.items())
        return Verdict(
            "missing",
            f"The same remainders are taken for sufficient for {one} and for {other} in the intermediate "
            f"solutions: {where}.",
            "untenable = ["
            + ", ".join(
                f'{{ exclude = {row}, outcome = {json.dumps(other, ensure_ascii=False)}, why = "..." }}'
                for row in sorted(rows)
            )
            + "]  # or one more [[untenable]]",
        )
    return Verdict(
        "present", f"No remainder is used for both {one} and {other} in the intermediate solutions."
    )


def _assumed(result: StudyResult, outcome: str, group: str) -> list[int]:
    return list(map(int, result.solutions[outcome][group].intermediate.easy.index))


def _models(result: StudyResult) -> Verdict:
    study = result.study
    found = [
        getattr(one, kind)
        for by in result.solutions.values()
        for one in by.values()
        for kind in study.solutions.types
    ]
    if not all(one.complete for one in found):
        return Verdict(
            "missing", "Not all tied models could be listed.", "max_models = 100000  # in [solutions]"
        )
    tied = sum(one.n_models > 1 for one in found)
    if tied:
        return Verdict(
            "present", f"{tied} of {counted(len(found), 'solution')} have tied models; all are reported."
        )
    return Verdict("present", "No solution has tied models.")


def _fit(result: StudyResult) -> Verdict:
    return Verdict(
        "present", "Consistency, PRI, raw and unique coverage of every term; all but the last of every model."
    )


def _core(result: StudyResult) -> Verdict:
    return Verdict("present", "A configuration chart shows core and peripheral conditions.")


def _negated(result: StudyResult) -> Verdict:
    if result.study.analysis.negated:
        return Verdict("present", "The negated outcome has truth tables and solutions of its own.")
    return Verdict("missing", "The negated outcome is not analysed.", "negated = true  # in [analysis]")


def _cases(result: StudyResult) -> Verdict:
    if not result.study.output.memberships:
        return Verdict(
            "missing",
            "The study does not allow single cases to be shown.",
            "memberships = true  # in [output]",
        )
    if result.study.data.cases is None:
        return Verdict(
            "missing",
            "Cases have numbers, no names.",
            'cases = "..."  # in [data]: the column of their names',
        )
    return Verdict("present", "Cases are named by row and by recipe, typical and deviant ones apart.")


def _cutoffs(result: StudyResult) -> Verdict:
    if "sweep" in result.robustness:
        frame = result.robustness["sweep"]
        return Verdict("present", f"Other cut-offs were tried: {counted(len(frame), 'combination')}.")
    return Verdict(
        "missing",
        "No other cut-offs were tried.",
        _asked(result, "sweep.consistency = [0.75, 0.8, 0.85]"),
    )


def _asked(result: StudyResult, line: str) -> str:
    """Return a line for [robustness]: at the top of a study file that has no such table yet."""
    if result.study.robustness is None:
        return f"robustness.{line}  # at the top"
    return f"{line}  # in [robustness]"


def _protocol(result: StudyResult) -> Verdict:
    if "protocol" in result.robustness or (
        result.study.robustness is not None and result.study.robustness.test_sets
    ):
        return Verdict("present", "Test solutions of the robustness protocol are part of the study.")
    return Verdict(
        "missing",
        "The solution was not held against a set of test solutions.",
        _asked(result, 'test_sets = [{ name = "stricter", consistency = 0.85, why = "..." }]'),
    )


def _ranges(result: StudyResult) -> Verdict:
    if any("sensitivity" in name for name in result.robustness):
        return Verdict("present", "The ranges in which the solution stays the same are reported.")
    return Verdict(
        "missing",
        "The ranges of cut-offs and anchors in which the solution stays the same are not part of the study.",
        _asked(result, "sensitivity = true"),
    )


def _prediction(result: StudyResult) -> Verdict:
    if any("validation" in name or "prediction" in name for name in result.robustness):
        return Verdict("present", "The fit outside the cases that gave a solution is reported.")
    return Verdict(
        "missing",
        "The fit outside the cases that gave a solution is not part of the study.",
        _asked(result, "validation.folds = 5"),
    )


def _material(result: StudyResult) -> Verdict:
    if result.provenance is None:
        return Verdict("missing", "The result has no provenance.", "result = study.run()")
    return Verdict(
        "present",
        f"fsqca {result.provenance.versions.get('fsqca', '')}, settings and fingerprints of the data "
        "are reported.",
    )


#: What is asked for, by whom, and how a study is judged.
ITEMS: Final[tuple[tuple[str, tuple[str, ...], Judge], ...]] = (
    ("Say what the study asks, and why by configurations", (_SW, _G), _purpose),
    ("Give reasons for the selection of cases", (_SW, _G), _selection),
    ("Keep the number of conditions moderate for the number of cases", (_SW, _G, _R), _conditions),
    ("Have cases without the outcome, and rows that are not sufficient for it", (_R,), _absent),
    ("Report reliability of constructs measured by several items", (_PW,), _measured),
    ("Give anchors and a reason for every set", (_SW, _G, _R, _PW), _reasons),
    ("Take anchors from knowledge outside the sample", (_SW, _G, _R), _outside),
    ("Say what becomes of memberships of exactly 0.5", (_G, _PW), _halves),
    ("Analyse necessity by itself, before sufficiency", (_SW, _G), _necessity),
    ("Show the truth table, and how many configurations have cases", (_SW, _G), _tables),
    ("State the consistency cut-off", (_SW, _G, _PW), _consistency),
    ("Use and state a PRI cut-off", (_G, _PW), _pri),
    ("State a frequency cut-off that suits the number of cases", (_G, _PW), _frequency),
    ("Report all three solutions", (_SW,), _three),
    ("Give directional expectations with reasons", (_SW, _G), _expectations),
    ("Report the remainders that are taken for sufficient", (_SW,), _remainders),
    ("Use no remainder for the outcome and for its negation", (_SW,), _contradictory),
    ("Report all models where several fit equally well", (_BT,), _models),
    ("Report consistency and coverage of every recipe and of the whole", (_SW, _G), _fit),
    ("Tell core from peripheral conditions in a configuration chart", (_G, _PW), _core),
    ("Analyse the negated outcome by itself", (_SW, _G, _R), _negated),
    ("Go back to the cases of each recipe", (_SW, _G), _cases),
    ("Try other cut-offs", (_SW, _G, _OS), _cutoffs),
    ("Hold the solution against test solutions", (_OS,), _protocol),
    ("Report the ranges in which the solution stays the same", (_OS,), _ranges),
    ("Look at the fit outside the sample", (_PW,), _prediction),
    ("Name the software and make data and settings available", (_SW,), _material),
)


__all__ = ["ITEMS", "SOURCES", "Status", "Verdict"]
