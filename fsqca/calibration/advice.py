"""Why each kind of finding of a diagnosis matters, and what can be done about it."""

from __future__ import annotations

from typing import Final

HEADINGS: Final = {
    "constant": "Constants",
    "skewed": "Skewed sets",
    "side": "Nearly empty sides",
    "ceiling": "Ceilings",
    "floor": "Floors",
    "crossover": "On the crossover",
    "ties": "Ties",
    "anchors": "Anchors beyond the data",
}

WHY: Final = {
    "constant": (
        "A set in which all cases are alike tells them apart in nothing: it is trivially necessary or never "
        "present."
    ),
    "skewed": (
        "Where nearly all cases are on one side of the crossover, subset relations hold for want of cases "
        "that could contradict them, at times for the outcome and for its negation at once; consistency and "
        "coverage then say little (Schneider & Wagemann 2012)."
    ),
    "side": (
        "Every row of the truth table that lies on this side rests on these cases alone: most such rows "
        "will be remainders, and one case decides what the others say."
    ),
    "ceiling": (
        "Most cases count as full members, so differences between their raw values no longer count, and the "
        "set is easily found to be necessary."
    ),
    "floor": (
        "Most cases count as full non-members, so differences between their raw values no longer count, and "
        "the negation of the set is easily found to be necessary."
    ),
    "crossover": (
        "A membership of 0.5 is the point of maximum ambiguity (Ragin 2008): with one in a condition, a case "
        "belongs to no row of the truth table."
    ),
    "ties": (
        "Cases with the same membership cannot be told apart in degree, which is what a fuzzy set is for; a "
        "few raw values then carry the result, and a small shift of an anchor moves many cases at once."
    ),
    "anchors": (
        "An anchor beyond the data is no fault: anchors come from knowledge outside the sample (Ragin 2008). "
        "But no case gets there, so the set uses only a part of its range."
    ),
}

ADVICE: Final = {
    "constant": "Leave it out, or reconsider the anchors if they do not say what you mean.",
    "skewed": (
        "Ask whether the crossover means what you want it to mean; report PRI and RoN with the results, and "
        "analyse the negated outcome too. Do not move an anchor only to balance the shares."
    ),
    "side": (
        "Look at these cases one by one, and see what becomes of the result without them; if the crossover "
        "has no strong reason, compare others."
    ),
    "ceiling": (
        "Ask whether the anchor of full membership is demanding enough, and whether the question let "
        "respondents disagree; report RoN with necessity."
    ),
    "floor": (
        "Ask whether the anchor of full non-membership is set too high; report RoN with the necessity of the "
        "negation."
    ),
    "crossover": (
        "Put the crossover between two raw values that mean different things, or state a rule: "
        "crossover=... of build_truth_table(), or crossover under [cutoffs] in a study file."
    ),
    "ties": (
        "Where grades were given on purpose nothing needs to be done. Else use more items or a finer "
        "measure, and shift the anchors to see whether the result holds."
    ),
    "anchors": (
        "Check the unit of the raw values and the direction of the set; if both are right, keep the anchor "
        "and give its reason."
    ),
}
