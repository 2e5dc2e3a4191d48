"""The robustness test protocol in words: what the numbers show, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsqca._checks import counted, listed
from fsqca._display import number_text
from fsqca.robustness.case_types import POSSIBLE, ROBUST, SHAKY

if TYPE_CHECKING:
    from fsqca.robustness.model_robustness import ModelRobustness

#: Cases that are named in a paragraph.
_NAMED = 10
#: Terms of a robust core that are written out.
_TERMS = 12


def model_paragraph(own: ModelRobustness) -> str:
    """Return the numbers of one model as sentences."""
    return " ".join([_tests(own), _core(own), _coincidence(own), _cases(own), *own.notes])


def _tests(own: ModelRobustness) -> str:
    number = len(own.alternatives)
    frame = own.tests
    same, distinct = int(frame["same"].sum()), len({one.expression for one in own.alternatives})
    start = (
        f"The model {own.expression} => {own.outcome} was compared with "
        f"{counted(number, 'test solution')}{'' if number == 1 else f', {distinct} of them distinct'}"
    )
    if same == number:
        return f"{start}; {'it has' if number == 1 else 'all have'} the same terms."
    having = "none has" if same == 0 else "1 has" if same == 1 else f"{same} have"
    return f"{start}; {having} the same terms."


def _core(own: ModelRobustness) -> str:
    n = own.numbers
    start = "The robust core, the configurations that it shares with all of them, is"
    if own.core is not None and not own.core.literal_terms:
        text = "It has no configuration in common with all of them: the robust core is empty"
    else:
        text = f"{start} {'the whole model' if own.core == own.expression else core_text(own)}"
    covers = (
        "RF_cov is undefined"
        if n.rf_cov != n.rf_cov
        else f"in memberships its coverage is {n.rf_cov:.3f} times that of the model (RF_cov)"
    )
    if n.rf_cons != n.rf_cons:
        agrees = "RF_cons is undefined"
    else:
        agrees = f"the model's consistency is {n.rf_cons:.3f} times that of the core (RF_cons)"
        if n.rf_cons > 1:
            agrees += ", so that here the core is the less consistent of the two"
    return f"{text}; {covers}, and {agrees}."


def core_text(own: ModelRobustness) -> str:
    """Return the robust core as a text of some terms, or what it is."""
    if own.core is None:
        return "too long to be written out"
    terms = own.core.terms
    if not terms:
        return "empty"
    left = len(terms) - _TERMS
    if left <= 0:
        return str(own.core)
    return f"{' + '.join(map(str, terms[:_TERMS]))} + ... ({left} more terms in .core)"


def _coincidence(own: ModelRobustness) -> str:
    n = own.numbers
    return (
        f"The model coincides with what all test solutions share to {number_text(n.rf_sc_min)} "
        f"(RF_SC_minTS) and with what any of them covers to {number_text(n.rf_sc_max)} (RF_SC_maxTS), 1 "
        "being identity."
    )


def _cases(own: ModelRobustness) -> str:
    texts = []
    for kind, share in (("typical", own.numbers.rcr_typical), ("deviant", own.numbers.rcr_deviant)):
        robust = own.n_of(ROBUST, kind)
        among = int((own.cases["kind"] == kind).sum())
        if share != share:
            texts.append(f"no {kind} case is in the model or a test solution")
        else:
            texts.append(
                f"of {counted(among, f'{kind} case')} in the model or a test solution {robust} "
                f"{'is' if robust == 1 else 'are'} robust (RCR {kind} {share:.3f})"
            )
    text = f"{' and '.join(texts)}."
    text = text[0].upper() + text[1:]
    for status, what in (
        (SHAKY, "in the model but lost in some test solution"),
        (POSSIBLE, "outside the model but in some test solution"),
    ):
        found = own.shaky if status == SHAKY else own.possible
        if found:
            split = [
                f"{own.n_of(status, kind)} {kind}"
                for kind in ("typical", "deviant", "ambiguous")
                if own.n_of(status, kind)
            ]
            verb = "is" if len(found) == 1 else "are"
            number, names = counted(len(found), "case"), listed(found, _NAMED)
            text += f" {number} {verb} {status}, {what} ({', '.join(split)}): {names}."
        else:
            text += f" No case is {status}."
    return f"{text} The RCC rank is {own.numbers.rcc_rank} (1 is best, 4 worst)."


def regions_text(regions: object) -> str:
    """Return what sensitivity ranges say of themselves, or that there are none."""
    if regions is None:
        return "Sensitivity ranges are not part of this assessment."
    if isinstance(regions, str):
        return regions
    own = getattr(regions, "paragraph", None)
    return str(own()) if callable(own) else str(regions)


def limits_text(n_models: int) -> str:
    """Return what the numbers do not say."""
    model = "the model is" if n_models == 1 else "the models are"
    return (
        "All of this holds for the test solutions named here; it says nothing about settings that were "
        f"not tried, nor that {model} true."
    )
