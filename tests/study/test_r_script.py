"""The script for R: the documented calls, written from the settings, and comments where R has no equal."""

from __future__ import annotations

import shutil
import subprocess

import pandas as pd
import pytest

from fsqca.study import Study, r_script
from tests.study.helpers import DATA, TEXT, changed, write_study

#: Functions with the documented arguments of QCA, which only tell what they are given.
STAND_INS = """
library <- function(...) invisible(NULL)
requireNamespace <- function(...) FALSE
calibrate <- function(x, type = "fuzzy", method = "direct", thresholds = NA, logistic = TRUE, idm = 0.95,
                      ecdf = FALSE, below = 1, above = 1, ...) {
  cat("calibrate", length(x), thresholds, "\\n")
  if (length(thresholds) != 3) return(as.numeric(x >= thresholds[1]))
  middle <- thresholds[[2]]
  outer <- ifelse(x >= middle, thresholds[[3]], thresholds[[1]])
  side <- ifelse(x >= middle, 1, -1)
  1 / (1 + exp(-side * (x - middle) * log(idm / (1 - idm)) / (outer - middle)))
}
pof <- function(setms = NULL, outcome = NULL, data = NULL, relation = "necessity", ...) {
  cat("pof", setms, nrow(data), "\\n")
}
superSubset <- function(data, outcome = "", conditions = "", relation = "necessity", incl.cut = 1,
                        cov.cut = 0, ron.cut = 0, pri.cut = 0, depth = NULL, ...) {
  stop("There are no combinations.")
}
truthTable <- function(data, outcome = "", conditions = "", incl.cut = 1, n.cut = 1, pri.cut = 0,
                       exclude = NULL, complete = FALSE, show.cases = FALSE, ...) {
  stopifnot(conditions %in% names(data))
  cat("truthTable", outcome, nrow(data), "incl", incl.cut, "pri", pri.cut, "n", n.cut, "exclude", exclude,
      "half", sum(data[conditions] == 0.5),
      "mean", format(mean(as.matrix(data[conditions])), digits = 10), "\\n")
  list()
}
findRows <- function(obj = NULL, expression = "", observed = FALSE, type = 1, ...) c(1, 2)
compute <- function(expression = "", data = NULL, ...) rep(1, nrow(data))
minimize <- function(input, include = "", dir.exp = NULL, details = FALSE, pi.cons = 0, sol.cons = 0,
                     all.sol = FALSE, show.cases = FALSE, ...) {
  cat("minimize", include, "exp", dir.exp, "all", all.sol, "\\n")
}
"""


def script(folder, text: str = TEXT, data: str = DATA) -> str:
    return r_script(Study.from_toml(write_study(folder, text, data)))


def test_the_calls_are_those_of_the_settings(tmp_path):
    text = script(tmp_path).split("\n")
    start = text.index("# south: SUCCESS " + "-" * 73)
    assert text[start : start + 22] == [
        "# south: SUCCESS " + "-" * 73,
        'conditions <- c("SKILL", "TRUST")',
        'own <- sets[which(sets$group_of_case == "south"), c("SKILL", "TRUST", "SUCCESS")]',
        "# Necessity: every condition and its negation, then what reaches the cut-offs.",
        "for (name in conditions) {",
        '  shown(pof(paste(name, "<-", "SUCCESS"), data = own))',
        '  shown(pof(paste0("~", name, " <- ", "SUCCESS"), data = own))',
        "}",
        'shown(superSubset(own, outcome = "SUCCESS", conditions = conditions,',
        '                  relation = "necessity", incl.cut = 0.9, cov.cut = 0, ron.cut = 0, depth = 1))',
        'if (requireNamespace("SetMethods", quietly = TRUE)) {',
        "  shown(SetMethods::QCAfit(own[, conditions, drop = FALSE], own$SUCCESS, necessity = TRUE))",
        "}",
        "# Memberships of exactly 0.5: the case belongs to no row (the rule of QCA).",
        'tt <- truthTable(own, outcome = "SUCCESS", conditions = conditions,',
        "                 incl.cut = 0.8, pri.cut = 0.5, n.cut = 1, show.cases = TRUE)",
        "print(tt)",
        "shown(minimize(tt, details = TRUE, show.cases = TRUE))",
        'shown(minimize(tt, include = "?", details = TRUE, show.cases = TRUE))',
        "# SKILL: skilled firms succeed",
        'shown(minimize(tt, include = "?", dir.exp = c("SKILL"), details = TRUE, show.cases = TRUE))',
        "",
    ]
    assert (
        'sets$SKILL <- calibrate(scores$SKILL, type = "fuzzy", method = "direct", thresholds = '
        "c(e = 2, c = 4, i = 6), logistic = TRUE, idm = 0.95)"
    ) in text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pri = 0.5", "contradiction = 0.6", "incl.cut = c(0.8, 0.6), pri.cut = 0, n.cut = 1"),
        ("pri = 0.5", 'crossover = "above"', "ifelse(abs(x - 0.5) < 1e-9, 0.501, x)"),
        ("pri = 0.5", 'crossover = "below"', "ifelse(abs(x - 0.5) < 1e-9, 0.499, x)"),
        ("pri = 0.5", 'crossover = "drop"', "own <- own[!apply(sapply(own[conditions]"),
        ("pri = 0.5", 'crossover = "raise"', "stopifnot(!any(sapply(own[conditions]"),
        (
            "[cutoffs]",
            '[solutions]\nties = "irredundant"\ninclude_contradictions = true\n[cutoffs]',
            'shown(minimize(tt, include = "?, C", all.sol = TRUE, details',
        ),
        (
            "[cutoffs]",
            "[solutions]\ninclude_contradictions = true\n[cutoffs]",
            'minimize(tt, include = "C", ',
        ),
        ("[cutoffs]", "[necessity]\nron = 0.5\ndepth = 2\n[cutoffs]", "ron.cut = 0.5, depth = 2"),
        (
            "[cutoffs]",
            '[[untenable]]\nexclude = "~SKILL*TRUST"\n[[untenable]]\nexclude = 2\n[cutoffs]',
            'untenable <- c(2)\nuntenable <- c(untenable, findRows(obj = tt, expression = "~SKILL*TRUST", ',
        ),
        (
            "[cutoffs]",
            '[[expectations]]\nexpect = "~SKILL*TRUST"\n[cutoffs]',
            "# A conjunction among several expectations: QCA 3.25 lets only the last one act, fsqca all.",
        ),
        ('outcome = "SUCCESS"', 'outcome = "SUCCESS*SUCCESS + ~SUCCESS"', "own$OUTCOME <- compute("),
        (
            'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6',
            'method = "ranks"\ncolumn = "skill"',
            "# SKILL: the calibration ranks has no equal in QCA; its memberships are those made by fsqca",
        ),
        (
            'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6',
            'method = "crisp"\ncolumn = "skill"\nthresholds = [4.5]',
            'sets$SKILL <- calibrate(scores$SKILL, type = "crisp", thresholds = c(4.5))',
        ),
        (
            'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6',
            'method = "piecewise"\ncolumn = "skill"\nfull_out = 6\ncrossover = 4\nfull_in = 2\nbelow = 2',
            "thresholds = c(e = 6, c = 4, i = 2), logistic = FALSE, below = 2, above = 1)",
        ),
        (
            "[[expectations]]",
            "[robustness.sweep]\npri = [0.5, 0.6]\n[[expectations]]",
            "# The robustness section is not written; see rob.inclrange() and others in SetMethods.",
        ),
    ],
)
def test_each_setting_has_its_call_or_a_comment(old, new, expected, tmp_path):
    assert expected in script(tmp_path, changed(old, new))


def test_names_that_r_does_not_take_are_replaced_and_told(tmp_path):
    text = TEXT.replace("sets.SKILL", 'sets."skill of staff"')
    text = text.replace('["SKILL", "TRUST"]', '["skill of staff", "TRUST"]').replace(
        'expect = "SKILL"', 'expect = "`skill of staff`"'
    )
    written = script(tmp_path, text)
    assert '# skillofstaff is the set "skill of staff".' in written
    assert 'dir.exp = c("skillofstaff")' in written


def test_a_reason_cannot_leave_its_comment(tmp_path):
    text = TEXT.replace('why = "points of the scale"', 'why = """points\nstop()"""')
    assert "\nstop()" not in script(tmp_path, text)


def test_the_files_hold_what_the_script_reads(tmp_path):
    study = Study.from_toml(write_study(tmp_path))
    folder = study.write_r(tmp_path / "r")
    assert sorted(path.name for path in folder.iterdir()) == ["analysis.R", "memberships.csv", "scores.csv"]
    memberships = pd.read_csv(folder / "memberships.csv", index_col="case")
    scores = pd.read_csv(folder / "scores.csv", index_col="case")
    assert list(memberships) == ["SKILL", "TRUST", "SUCCESS", "group_of_case"]
    assert scores.loc["A"].tolist() == [6.5, 6.0, 6.5]
    result = study.run(progress=False)
    assert memberships["SKILL"].tolist() == pytest.approx(result.groups["All cases"]["SKILL"].tolist())


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_runs_the_script_from_end_to_end_with_stand_ins_for_the_package(tmp_path):
    text = changed("pri = 0.5", 'pri = 0.5\ncrossover = "above"')
    text += '\n[[untenable]]\nexclude = "~SKILL*TRUST"\n'
    data = DATA.replace("D,north,2.0", "D,north,4.0").replace("E,north", "NA,north")
    study = Study.from_toml(write_study(tmp_path, text, data))
    folder = study.write_r(tmp_path / "r")
    (folder / "run.R").write_text(STAND_INS + 'source("analysis.R", encoding = "UTF-8")\n')
    done = subprocess.run(
        ["Rscript", "--vanilla", "run.R"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert lines.count("calibrate 11 2 4 6 ") == 3
    result = study.run(progress=False)
    for outcome in ("SUCCESS", "~SUCCESS"):
        for group, n in (("north", 6), ("south", 5), ("All cases", 11)):
            sets = result.groups[group][["SKILL", "TRUST"]]
            mean = sets.replace(0.5, 0.501).to_numpy().mean()
            (line,) = [
                each
                for each in lines
                if each.startswith(f"truthTable {outcome} {n} ") and " exclude half" in each
            ]
            assert line.startswith(f"truthTable {outcome} {n} incl 0.8 pri 0.5 n 1 exclude half 0 mean ")
            assert float(line.split()[-1]) == pytest.approx(mean)
    assert sum("exclude 1 2 half" in line for line in lines) == 6
    assert lines.count("minimize ? exp SKILL all FALSE ") == 3
    assert done.stderr.count("There are no combinations.") == 6
