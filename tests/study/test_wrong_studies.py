"""What is wrong with a study is said at once, in whole sentences, with its line and the way out."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from fsqca.calibration import available
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.study import AnalysisSection, CutoffsSection, DataSection, Study, StudyError
from tests.study.helpers import TEXT, changed, complaint, write_study

#: Stands for the names of all calibrations, to which other tests may add.
METHODS = "<methods>"
CUTOFFS = "'consistency', 'pri', 'frequency', 'contradiction', 'crossover', 'by_group'"

WRONG = {
    "a text without quotes": (
        ('title = "Twelve firms"', "title = Twelve firms"),
        "line 1: This is not TOML (Invalid value, column 9). It reads: title = Twelve firms",
    ),
    "a list that is not closed": (
        ('["SKILL", "TRUST"]', '["SKILL", "TRUST"'),
        "line 38: This is not TOML (Unclosed array, column 1). It reads: negated = true",
    ),
    "a key given twice": (
        ("pri = 0.5", "pri = 0.5\npri = 0.6"),
        "line 43: This is not TOML (Cannot overwrite a value, column 10). It reads: pri = 0.6",
    ),
    "a misspelt key": (
        ("pri = 0.5", "prii = 0.5"),
        f"line 42 (cutoffs.prii): There is no key 'prii' here. Did you mean 'pri'? Allowed: {CUTOFFS}.",
    ),
    "a misspelt table": (
        ("[cutoffs]", "[cutofs]"),
        (
            "line 40 (cutofs): There is no key 'cutofs' here. Did you mean 'cutoffs'? Allowed: 'title', "
            "'description', 'data', 'constructs', 'calibration', 'analysis', 'cutoffs', 'groups', "
            "'expectations', 'untenable', 'solutions', 'necessity', 'robustness', 'output'."
        ),
    ),
    "a percentage": (
        ("consistency = 0.8", "consistency = 80"),
        "line 41 (cutoffs.consistency): consistency is 80, but it must be between 0 and 1. Did you mean 0.8?",
    ),
    "a text for a number": (
        ("consistency = 0.8", 'consistency = "0.8"'),
        "line 41 (cutoffs.consistency): consistency must be a number without quotes, not the text '0.8'.",
    ),
    "a number that is none": (
        ("pri = 0.5", "pri = nan"),
        "line 42 (cutoffs.pri): pri is nan, but it must be a finite number.",
    ),
    "a fraction of cases": (
        ("pri = 0.5", "frequency = 1.5"),
        "line 42 (cutoffs.frequency): frequency must be a whole number, not 1.5.",
    ),
    "a word for a truth value": (
        ("negated = true", 'negated = "yes"'),
        "line 38 (analysis.negated): negated must be true or false, without quotes, not 'yes'.",
    ),
    "a misspelt choice": (
        ("pri = 0.5", 'crossover = "abov"'),
        (
            "line 42 (cutoffs.crossover): crossover is 'abov', but it must be one of 'unassigned', 'raise', "
            "'above', 'below', 'drop'. Did you mean 'above'?"
        ),
    ),
    "a lower cut-off that is higher": (
        ("pri = 0.5", "contradiction = 0.9"),
        (
            "line 42 (cutoffs.contradiction): contradiction is 0.9, but it must be lower than the "
            "consistency "
            'cut-off (0.8): rows between the two are coded "C".'
        ),
    ),
    "an unknown calibration": (
        ('method = "direct"', 'method = "dirct"'),
        (
            "line 12 (calibration.sets.SKILL.method): There is no calibrator 'dirct' in fsqca or the "
            "installed "
            f"packages. Available: {METHODS}. Did you mean 'direct'?"
        ),
    ),
    "no method": (
        ('method = "direct"\n', ""),
        (
            'line 11 (calibration.sets.SKILL): The set has no method. Write for example method = "direct"; '
            f"available: {METHODS}."
        ),
    ),
    "anchors in disorder": (
        ("crossover = 4", "crossover = 8"),
        (
            "line 11 (calibration.sets.SKILL): The anchors of Direct are 2 / 8 / 6 (full_out, crossover, "
            "full_in), but they must be strictly ordered: full_out < crossover < full_in for a rising set, "
            "or "
            "full_out > crossover > full_in for a falling one. Give each anchor a value of its own, in order."
        ),
    ),
    "a text for an anchor": (
        ("full_out = 2", 'full_out = "two"'),
        "line 14 (calibration.sets.SKILL.full_out): Direct full_out must be a number, not 'two'.",
    ),
    "a misspelt anchor": (
        ("full_out = 2", "full_outt = 2"),
        (
            "line 14 (calibration.sets.SKILL.full_outt): There is no key 'full_outt' here. Did you mean "
            "'full_out'? Allowed: 'method', 'column', 'full_out', 'crossover', 'full_in', 'idm', 'why'."
        ),
    ),
    "an anchor left out": (
        ("full_out = 2\n", ""),
        (
            "line 11 (calibration.sets.SKILL): The method 'direct' needs 'full_out'. Write full_out = ... "
            "into "
            "this table."
        ),
    ),
    "no reason": (
        ('why = "points of the scale"\n', ""),
        (
            "line 11 (calibration.sets.SKILL): Set 'SKILL' has no reason for its anchors. Write it as why, "
            'such as why = "points of the response scale", or set strict = false.'
        ),
    ),
    "a condition listed twice": (
        ('["SKILL", "TRUST"]', '["SKILL", "TRUST", "SKILL"]'),
        "line 37 (analysis.conditions): conditions lists 'SKILL' more than once. Leave one of them.",
    ),
    "the outcome among the conditions": (
        ('["SKILL", "TRUST"]', '["SKILL", "SUCCESS"]'),
        (
            "line 37 (analysis.conditions[2]): The outcome 'SUCCESS' uses 'SUCCESS', which is also among the "
            "conditions. A set cannot explain itself: take it out of the conditions."
        ),
    ),
    "a condition that is not calibrated": (
        ('["SKILL", "TRUST"]', '["SKILL", "TRST"]'),
        (
            "line 37 (analysis.conditions[2]): There is no calibrated set 'TRST' in [calibration]. "
            "Available: "
            "'SKILL', 'TRUST', 'SUCCESS'. Did you mean 'TRUST'? Calibrate it in [calibration.sets.TRST], or "
            "name it in as_is where the data hold its memberships."
        ),
    ),
    "one condition without brackets": (
        ('["SKILL", "TRUST"]', '"SKILL"'),
        (
            "line 37 (analysis.conditions): conditions must be a list in square brackets, such as ['SKILL'], "
            "not 'SKILL'."
        ),
    ),
    "conditions in one text": (
        ('["SKILL", "TRUST"]', '"SKILL, TRUST"'),
        (
            "line 37 (analysis.conditions): conditions must be a list in square brackets, such as "
            "['SKILL', 'TRUST'], not 'SKILL, TRUST'."
        ),
    ),
    "an expression that ends too early": (
        ('outcome = "SUCCESS"', 'outcome = "SUCCESS*"'),
        (
            "line 36 (analysis.outcome): The expression ends too early:\n    SUCCESS*\n            ^\n"
            "Expected a set name, ~, (, 1 or 0."
        ),
    ),
    "an expectation of nothing": (
        ('expect = "SKILL"', 'expect = "SKIL"'),
        (
            "line 45 (expectations[1].expect): There is no condition 'SKIL' in analysis.conditions. "
            "Available: "
            "'SKILL', 'TRUST'. Did you mean 'SKILL'?"
        ),
    ),
    "an expectation for another outcome": (
        ('expect = "SKILL"', 'expect = "SKILL"\noutcome = "FAILURE"'),
        (
            "line 46 (expectations[1].outcome): The outcome 'FAILURE' is not analysed; analysed: 'SUCCESS', "
            "'~SUCCESS'."
        ),
    ),
    "one table where there may be many": (
        ("[[expectations]]", "[expectations]"),
        "line 44 (expectations): This must be an array of tables: write [[expectations]] above each.",
    ),
    "a value for a table": (
        ("[calibration.sets.SKILL]", "[calibration.sets]\nSKILL = 3\n[calibration.sets.OTHER]"),
        (
            'line 12 (calibration.sets.SKILL): A set is described by a table, such as { method = "direct", '
            'full_out = 2, crossover = 4, full_in = 6, why = "..." }, not 3.'
        ),
    ),
    "measurement error without a reliability": (
        (
            "[[expectations]]",
            "[robustness.measurement_error]\nreliability = { skill = 0.8 }\n\n[[expectations]]",
        ),
        (
            "line 44 (robustness.measurement_error): There is no reliability of 'trust', 'success'. Give one "
            "for every raw score that is no construct, reliability = { ... }; 1 for a score that is measured "
            "without error."
        ),
    ),
    "a reliability of what is no score": (
        (
            "[[expectations]]",
            (
                "[robustness.measurement_error]\n"
                "reliability = { skill = 0.8, trust = 0.8, succes = 1, success = 1 }\n\n[[expectations]]"
            ),
        ),
        (
            "line 45 (robustness.measurement_error.reliability.succes): There is no raw score 'succes' in "
            "the sets of the analysis. Available: 'skill', 'trust', 'success'. Did you mean 'success'?"
        ),
    ),
    "a reliability of nothing": (
        (
            "[[expectations]]",
            (
                "[robustness.measurement_error]\n"
                "reliability = { skill = 0, trust = 0.8, success = 1 }\n\n[[expectations]]"
            ),
        ),
        (
            "line 45 (robustness.measurement_error.reliability.skill): The reliability of 'skill' is 0; it "
            "must be greater."
        ),
    ),
    "error by the items of what has none": (
        ("[[expectations]]", '[robustness.measurement_error]\nerror = "items"\n\n[[expectations]]'),
        (
            "line 45 (robustness.measurement_error.error): The error 'items' needs the answers to items, but "
            "'skill', 'trust', 'success' are no constructs. Choose an error that goes by reliabilities, such "
            'as "true_score".'
        ),
    ),
    "a reliability that is not used": (
        (
            "[[expectations]]",
            (
                '[robustness.measurement_error]\nerror = "subset"\nreliability = { skill = 0.8 }\n\n'
                "[[expectations]]"
            ),
        ),
        (
            "line 46 (robustness.measurement_error.reliability): The error 'subset' comes from the answers "
            "to items and uses no reliability. Leave the table out, or choose an error that uses it, such as "
            '"true_score".'
        ),
    ),
    "a step that is misspelt": (
        ("[[expectations]]", "[robustness.validaton]\nfolds = 3\n\n[[expectations]]"),
        (
            "line 44 (robustness.validaton): There is no key 'validaton' here. Did you mean 'validation'? "
            "Allowed: 'sweep', 'sensitivity', 'n_resamples', 'leave_one_out', 'permutations', 'validation', "
            "'measurement_error', 'test_sets', 'solution', 'seed', 'n_jobs'."
        ),
    ),
    "one fold": (
        ("[[expectations]]", "[robustness.validation]\nfolds = 1\n\n[[expectations]]"),
        "line 45 (robustness.validation.folds): folds is 1, but it must be at least 2.",
    ),
    "no workers": (
        ("[[expectations]]", "[robustness]\nn_jobs = 0\n\n[[expectations]]"),
        "line 45 (robustness.n_jobs): n_jobs is 0, but it must be at least 1, or -1 for all processors.",
    ),
    "test sets of one name": (
        (
            "[[expectations]]",
            (
                '[[robustness.test_sets]]\nname = "a"\npri = 0.6\n'
                '[[robustness.test_sets]]\nname = "a"\npri = 0.7\n\n[[expectations]]'
            ),
        ),
        ("line 48 (robustness.test_sets[2].name): Another test set is called 'a', too. Rename one."),
    ),
    "intervals without a test": (
        ("[[expectations]]", "[groups.comparison]\nn_resamples = 100\n\n[[expectations]]"),
        (
            "line 45 (groups.comparison.n_resamples): n_resamples gives the intervals of the test, but there "
            "is none. Ask for it with permutations = 2000, or leave n_resamples out."
        ),
    ),
    "a comparison without groups": (
        ('group = "region"\n', '[groups.comparison]\n[[data.filters]]\ncolumn="skill"\nleast = 0\n'),
        (
            "line 6 (groups.comparison): This is about groups, but the data have none. Name the column: "
            "group = ... in [data]."
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_the_way_out(case):
    (old, new), expected = WRONG[case]
    methods = ", ".join(map(repr, available()))
    assert complaint(changed(old, new)) == f"The text, {expected.replace(METHODS, methods)}"


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file():
    text = changed("consistency = 0.8\npri = 0.5", 'consistency = 80\npri = "x"\nfoo = 1')
    assert complaint(changed("negated = true", "negated = 1", text)) == (
        "The text has 4 problems:\n"
        "  line 38 (analysis.negated): negated must be true or false, without quotes, not 1.\n"
        "  line 41 (cutoffs.consistency): consistency is 80, but it must be between 0 and 1. Did you mean "
        "0.8?\n"
        "  line 42 (cutoffs.pri): pri must be a number without quotes, not the text 'x'.\n"
        f"  line 43 (cutoffs.foo): There is no key 'foo' here. Allowed: {CUTOFFS}."
    )


def test_settings_of_groups_need_a_group_column():
    text = changed('group = "region"\n', "") + "\n[cutoffs.by_group.north]\nfrequency = 2\n"
    assert complaint(text) == (
        "The text, line 47 (cutoffs.by_group.north): This is about groups, but the data have none. Name the "
        "column: group = ... in [data]."
    )


def test_an_empty_study_is_told_what_it_needs():
    assert complaint("# nothing yet\n") == (
        "The text has 3 problems:\n"
        "  The key 'title' is missing. Give the study a title at the top: title = \"...\"\n"
        "  The key 'data' is missing. Name the data: a table [data] with file = \"survey.csv\".\n"
        "  The key 'analysis' is missing. Say what is explained by what: a table [analysis] with outcome and "
        "conditions."
    )


@pytest.mark.parametrize("name", ["x" * 100_000, "ä" * 50_000])
def test_huge_names_are_cut_in_messages(name):
    key = complaint(changed("pri = 0.5", f'"{name}" = 0.5'))
    condition = complaint(changed('"TRUST"]', f'"{name}"]'))
    assert key.startswith("The text, line 42 (cutoffs.")
    assert condition.startswith("The text, line 37 (analysis.conditions[2]): There is no calibrated set")
    assert max(len(key), len(condition)) < 600


def test_tables_nested_too_deeply_are_refused():
    assert complaint(f"a = {'[' * 5000}{']' * 5000}\n") == (
        "The text: Its tables or lists are nested too deeply."
    )


DATA_WRONG = {
    "no such file": (
        ("firms.csv", "firm.csv"),
        (
            "line 4 (data.file): There is no file '{folder}/firm.csv'. Files there that can be read: "
            "'firms.csv'."
        ),
    ),
    "a folder": (
        ('"firms.csv"', '"."'),
        "line 4 (data.file): '{folder}' is a folder, not a data file. Name the file in it.",
    ),
    "no such case column": (
        ('cases = "firm"', 'cases = "firma"'),
        (
            "line 5 (data.cases): There is no column 'firma' in firms.csv. Available: 'firm', 'region', "
            "'skill', 'trust', 'success'. Did you mean 'firm'?"
        ),
    ),
    "no such group column": (
        ('group = "region"', 'group = "regon"'),
        (
            "line 6 (data.group): There is no column 'regon' in firms.csv. Available: 'firm', 'region', "
            "'skill', 'trust', 'success'. Did you mean 'region'?"
        ),
    ),
    "no such raw column": (
        ('column = "skill"', 'column = "skil"'),
        (
            "line 13 (calibration.sets.SKILL.column): There is no column 'skil' in firms.csv or the "
            "constructs. Available: 'region', 'skill', 'trust', 'success'. Did you mean 'skill'?"
        ),
    ),
    "an option of another kind of file": (
        ('cases = "firm"', 'cases = "firm"\nsheet = "a"'),
        "line 6 (data.sheet): sheet has no meaning for a text file. Leave it out.",
    ),
    "codes of no column": (
        ('cases = "firm"', 'cases = "firm"\nmissing_codes = {skil = [3]}'),
        (
            "line 6 (data.missing_codes): There is no column 'skil' in the data (missing_codes). Available: "
            "'firm', 'region', 'skill', 'trust', 'success'. Did you mean 'skill'?"
        ),
    ),
    "missing values": (
        ('missing = "drop"', 'missing = "raise"'),
        (
            "line 9 (calibration.missing): 1 case of data has missing values in 'skill': 'L'. Fill them "
            "in, or "
            'write missing = "drop" in [calibration] to leave these cases out.'
        ),
    ),
    "cut-offs of no group": (
        ("[[expectations]]", "[cutoffs.by_group.nort]\nfrequency = 2\n\n[[expectations]]"),
        (
            "line 44 (cutoffs.by_group.nort): There is no group 'nort' in the study. Available: 'north', "
            "'south', 'All cases'. Did you mean 'north'?"
        ),
    ),
    "a name of no group": (
        ("[[expectations]]", '[groups.names]\nnort = "N"\n\n[[expectations]]'),
        (
            "line 45 (groups.names.nort): There is no group 'nort' in 'region'. Available: 'north', 'south'. "
            "Did you mean 'north'?"
        ),
    ),
    "all cases called as a group": (
        ("[[expectations]]", '[groups]\npooled = "north"\n\n[[expectations]]'),
        (
            "line 6 (data.group): More than one analysis would be called 'north'. Give the groups other "
            "names "
            "in [groups.names], or the analysis of all cases with pooled in [groups]."
        ),
    ),
    "a filter that nobody passes": (
        ("[[expectations]]", '[[data.filters]]\ncolumn = "region"\nkeep = "east"\n\n[[expectations]]'),
        "line 44 (data.filters[1]): No case passes the filter of 'region'.",
    ),
    "a range of texts": (
        ("[[expectations]]", '[[data.filters]]\ncolumn = "region"\nleast = 3\n\n[[expectations]]'),
        (
            "line 44 (data.filters[1]): Column 'region' is not numeric, so it has no least and most. Use "
            "keep "
            "or leave_out."
        ),
    ),
    "a row that does not exist": (
        ("[[expectations]]", "[[untenable]]\nexclude = 9\n\n[[expectations]]"),
        "line 45 (untenable[1].exclude): There is no row 9: the rows are numbered 1 to 4.",
    ),
}


@pytest.mark.parametrize("case", DATA_WRONG)
def test_what_does_not_fit_the_data_is_said_with_its_line(case, tmp_path):
    (old, new), expected = DATA_WRONG[case]
    study = Study.from_toml(write_study(tmp_path, changed(old, new)))
    with pytest.raises(StudyError) as caught:
        study.run(progress=False)
    assert str(caught.value) == f"study.toml, {expected.format(folder=tmp_path)}"


def test_items_and_constructs_that_do_not_fit_are_all_named(tmp_path):
    text = TEXT + '\n[constructs.items]\nZ = ["z1", "z2"]\nskill = ["trust", "success"]\n'
    with pytest.raises(StudyError) as caught:
        Study.from_toml(write_study(tmp_path, text)).check()
    columns = "'region', 'skill', 'trust', 'success'"
    assert str(caught.value) == (
        "study.toml has 3 problems:\n"
        f"  line 49 (constructs.items.Z[1]): There is no column 'z1' in firms.csv. Available: {columns}.\n"
        f"  line 49 (constructs.items.Z[2]): There is no column 'z2' in firms.csv. Available: {columns}.\n"
        "  line 50 (constructs.items.skill): The construct 'skill' has the name of a column of the data. "
        "Give it another name."
    )


def test_a_data_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    study = Study.from_toml(write_study(tmp_path))

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("fsqca.study.data.read", refuse)
    with pytest.raises(StudyError) as caught:
        study.check()
    assert str(caught.value) == (
        f"study.toml, line 4 (data.file): The data file '{tmp_path}/firms.csv' cannot be read: Permission "
        "denied."
    )


def message_for(given) -> str:
    with pytest.raises(ArgumentError) as caught:
        Study.from_toml(given)
    return str(caught.value)


def test_a_study_file_that_is_not_there_is_named_with_what_is(tmp_path):
    write_study(tmp_path)
    assert message_for(tmp_path / "stdy.toml") == (
        f"There is no study file '{tmp_path}/stdy.toml'. Did you mean 'study.toml'? To make one from a data "
        "file: fsqca new DATA."
    )
    assert message_for(tmp_path / "nowhere" / "a.toml") == (
        f"There is no study file '{tmp_path}/nowhere/a.toml'. There is no folder '{tmp_path}/nowhere'. To "
        f"make "
        "one from a data file: fsqca new DATA."
    )


def test_a_folder_is_no_study_file(tmp_path):
    write_study(tmp_path)
    assert message_for(str(tmp_path)) == (
        f"'{tmp_path}' is a folder, not a study file. Study files there: 'study.toml'. Name the file in it."
    )


def test_a_data_file_is_no_study_file(tmp_path):
    path = tmp_path / "firms.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    assert message_for(path) == (
        "'firms.xlsx' is no study file. Study files are texts and end with .toml; to make one from a data "
        "file: fsqca new firms.xlsx"
    )


def test_a_letter_that_is_not_utf_8_has_its_line(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes(b'a = 1\ntitle = "Gr\xf6\xdfe"\n')
    assert message_for(path) == (
        "study.toml, line 2: There is a letter that is not UTF-8. Save the file with the encoding UTF-8."
    )


def test_what_is_no_path_is_refused():
    with pytest.raises(ArgumentTypeError) as caught:
        Study.from_toml(3)
    assert str(caught.value) == (
        "A study is read from the path of a study file, or from its text, not from 3."
    )
    assert "a\\x00b.toml" in message_for("a\0b.toml")


def test_a_folder_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    assert message_for(tmp_path / "study.toml") == (
        f"The study file '{tmp_path}/study.toml' cannot be read: Permission denied."
    )


def test_a_name_too_long_for_a_file_is_refused():
    assert message_for("x" * 5000 + ".toml") == (
        f"The study file '{'x' * 200}' cannot be read: File name too long."
    )


def test_in_python_the_same_is_said_without_lines():
    with pytest.raises(StudyError) as caught:
        CutoffsSection(consistency=80, pri="x")
    assert str(caught.value) == (
        "CutoffsSection has 2 problems:\n"
        "  consistency is 80, but it must be between 0 and 1. Did you mean 0.8?\n"
        "  pri must be a number without quotes, not the text 'x'."
    )
    with pytest.raises(StudyError) as caught:
        Study(
            title="A",
            data=DataSection(file="a.csv"),
            analysis=AnalysisSection(outcome="Y", conditions=("A",)),
            groups={"names": {"x": "y"}},
        )
    assert str(caught.value) == (
        "Study: groups.names: This is about groups, but the data have none. Name the column: group = ... in "
        "[data]."
    )


def test_the_error_holds_its_problems_and_can_be_pickled():
    with pytest.raises(StudyError) as caught:
        Study.from_toml(changed("consistency = 0.8", "consistency = 80"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (41, ("cutoffs", "consistency"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.problems) == (str(caught.value), caught.value.problems)


def test_a_path_is_taken_as_text_or_path(tmp_path):
    path = write_study(tmp_path)
    assert Study.from_toml(path) == Study.from_toml(str(path)) == Study.from_toml(TEXT)
    assert Study.from_toml(path).folder == Path(tmp_path)
