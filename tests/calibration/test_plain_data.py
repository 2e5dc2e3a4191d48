"""Calibrators as plain data: written for a study file and read back equal."""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass

import numpy as np
import pytest

from fsqca.calibration import (
    Bell,
    Calibrator,
    ClusterThresholds,
    Crisp,
    Direct,
    Empirical,
    Function,
    Indirect,
    IndirectPolynomial,
    LargestGap,
    LogitPolynomial,
    Lookup,
    Piecewise,
    PiecewiseBell,
    Quantiles,
    Ranks,
    from_dict,
    register,
    registry,
)
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError

WHY = "points of the scale"
SCORES = [1, 2, 3, 4, 5, 7.5]
EXAMPLES = [
    (Direct(2, 4, 6), {"method": "direct", "full_out": 2, "crossover": 4, "full_in": 6}),
    (
        Direct(6, 4, 2.5, idm=0.9, why=WHY),
        {"method": "direct", "full_out": 6, "crossover": 4, "full_in": 2.5, "idm": 0.9, "why": WHY},
    ),
    (
        Direct.ragin(2, 4, 6),
        {"method": "direct", "full_out": 2, "crossover": 4, "full_in": 6, "idm": 1 / (1 + math.exp(-3))},
    ),
    (
        Piecewise(2, 4, 6, below=2, why=WHY),
        {"method": "piecewise", "full_out": 2, "crossover": 4, "full_in": 6, "below": 2, "why": WHY},
    ),
    (
        Bell(1, 2, 3, 4, 5, 6),
        {"method": "bell", "out1": 1, "crossover1": 2, "in1": 3, "in2": 4, "crossover2": 5, "out2": 6},
    ),
    (
        PiecewiseBell(3, 2, 1, 6, 5, 4, above=0.5),
        {"method": "piecewise_bell", "out1": 3, "crossover1": 2, "in1": 1, "in2": 6, "crossover2": 5,
         "out2": 4, "above": 0.5},
    ),
    (Crisp(3, 5, why=WHY), {"method": "crisp", "thresholds": [3, 5], "why": WHY}),
    (
        Lookup({"low": 0, 2: 0.5, 3.5: 1, True: 0.25}, why=WHY),
        {"method": "lookup", "memberships": [["low", 0], [2, 0.5], [3.5, 1], [True, 0.25]], "why": WHY},
    ),
    (Ranks(), {"method": "ranks"}),
    (Ranks(WHY).fit([3, 1]), {"method": "ranks", "why": WHY, "seen": [1, 3]}),
    (Empirical(1, 3, 5), {"method": "empirical", "full_out": 1, "crossover": 3, "full_in": 5}),
    (
        Quantiles(0.1, 0.5, 0.9, why=WHY),
        {"method": "quantiles", "full_out": 0.1, "crossover": 0.5, "full_in": 0.9, "why": WHY},
    ),
    (
        Indirect([2, 4], [0, 0.5, 1], model="beta", why=WHY),
        {"method": "indirect", "points": [2, 4], "grades": [0, 0.5, 1], "by": "threshold", "model": "beta",
         "why": WHY},
    ),
    (
        Indirect({1: 0, 2: 0.5, 3: 1}),
        {"method": "indirect", "points": [1, 2, 3], "grades": [0, 0.5, 1], "by": "value", "model": "logit"},
    ),
    (IndirectPolynomial(2, 4), {"method": "indirect_polynomial", "thresholds": [2, 4]}),
    (
        LogitPolynomial((0.5, -1), why=WHY),
        {"method": "logit_polynomial", "coefficients": [0.5, -1], "why": WHY},
    ),
    (ClusterThresholds(), {"method": "cluster_thresholds"}),
    (
        ClusterThresholds(2, linkage="ward", why=WHY),
        {"method": "cluster_thresholds", "n": 2, "linkage": "ward", "why": WHY},
    ),
    (LargestGap(2), {"method": "largest_gap", "n": 2}),
    (Function(math.fsum, WHY), {"method": "function", "function": "math:fsum", "why": WHY}),
    (Function(np.clip), {"method": "function", "function": "numpy:clip"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calibrator", "plain"), EXAMPLES, ids=[repr(example[0])[:40] for example in EXAMPLES]
)
def test_a_calibrator_is_written_as_plain_data_and_read_back_equal(calibrator, plain):
    written = calibrator.to_dict()
    assert written == plain
    # Through a file, in which a tuple becomes a list.
    read = from_dict(json.loads(json.dumps(written)))
    assert read == calibrator
    assert type(read) is type(calibrator)
    assert hash(read) == hash(calibrator)


def test_every_built_in_calibrator_has_an_example():
    built_in = {cls.name for cls in registry._registered.values() if cls.__module__.startswith("fsqca.")}
    assert {plain["method"] for _, plain in EXAMPLES} == built_in


@dataclass(frozen=True)
class Shares(Calibrator):
    """A well-behaved calibrator of one's own."""

    parts: tuple[float, ...]
    cap: float | None = None
    why: str = ""
    name = "shares"

    def __call__(self, raw):
        return np.asarray(raw) / (self.cap or sum(self.parts))


class NoDataclass(Calibrator):
    def __init__(self, cap):
        self.cap = cap

    def __call__(self, raw):
        return np.asarray(raw) / self.cap


@dataclass(frozen=True)
class Half(Calibrator):
    why: str = ""
    name = "half"

    def __call__(self, raw):
        return np.full(len(raw), 0.5)


def share(raw, cap=10.0):
    return np.minimum(np.asarray(raw), cap) / cap


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    register("shares", Shares)


def test_a_calibrator_of_ones_own_is_written_like_a_built_in_one():
    own = Shares((2.0, 3.0), why=WHY)
    assert own.to_dict() == {"method": "shares", "parts": [2.0, 3.0], "why": WHY}
    assert from_dict(own.to_dict()) == own


def test_numbers_of_numpy_become_plain_numbers():
    own = Shares(np.array([2.0, 3.0]), cap=np.float64(4))
    assert json.dumps(own.to_dict()) == '{"method": "shares", "parts": [2.0, 3.0], "cap": 4.0}'


def test_a_calibrator_registered_under_another_name_is_written_with_that_name():
    register("one half", Half)
    assert Half().to_dict() == {"method": "one half"}
    assert from_dict({"method": "one half"}) == Half()


def test_a_function_is_written_as_the_place_where_it_is_defined():
    plain = Function(share).to_dict()
    assert plain == {"method": "function", "function": f"{__name__}:share"}
    assert from_dict(plain).function is share


def test_the_arguments_bound_to_a_function_are_written_too():
    capped = Function(functools.partial(share, cap=4.0), why=WHY)
    plain = capped.to_dict()
    assert plain == {
        "method": "function", "function": f"{__name__}:share", "keywords": {"cap": 4.0}, "why": WHY,
    }  # fmt: skip
    assert from_dict(plain)([2, 8]).tolist() == capped([2, 8]).tolist() == [0.5, 1.0]
    first = Function(functools.partial(math.pow, 2.0)).to_dict()
    assert first == {"method": "function", "function": "math:pow", "arguments": [2.0]}
    assert from_dict(first)(3) == 8


NO_PLACE = (
    " cannot be written as plain data, because it has no place from which it could be imported "
    "again. Define it "
    "with a name in a module of its own, or make it a subclass of fsqca.calibration.Calibrator and "
    "register it."
)


def test_a_lambda_is_refused_with_the_way_out():
    with pytest.raises(ArgumentTypeError) as raised:
        Function(lambda raw: raw / 7).to_dict()
    assert str(raised.value) == "A lambda" + NO_PLACE


def test_a_function_inside_a_function_is_refused_with_the_way_out():
    def inner(raw):
        return raw

    with pytest.raises(ArgumentTypeError) as raised:
        Function(inner).to_dict()
    assert str(raised.value) == (
        "The function 'test_a_function_inside_a_function_is_refused_with_the_way_out.<locals>.inner'"
        + NO_PLACE
    )


def test_a_calibrator_without_a_registered_name_is_refused():
    with pytest.raises(ArgumentError) as raised:
        Half().to_dict()
    assert str(raised.value) == (
        "The calibrator Half has no name that a study file can use. Give it one with "
        "fsqca.calibration.register('half', Half), or offer it through the entry point group "
        "fsqca.calibrators."
    )


def test_a_calibrator_that_is_no_dataclass_is_refused():
    register("NoDataclass", NoDataclass)
    with pytest.raises(ArgumentTypeError) as raised:
        NoDataclass(4).to_dict()
    assert str(raised.value) == (
        "The calibrator 'NoDataclass' cannot be written as plain data, because it is not a "
        "dataclass. Make it a "
        "frozen dataclass with its settings as fields, or override to_settings() and from_settings()."
    )


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), {1: 2}, object])
def test_a_setting_that_is_not_plain_is_refused(value):
    with pytest.raises(ArgumentTypeError) as raised:
        Shares((1.0, value)).to_dict()
    assert str(raised.value) == (
        f"The calibrator 'shares' cannot be written as plain data: its setting 'parts' is {value!r}. "
        f"A study file "
        "holds texts, finite numbers, True, False, None, and lists and dicts of them (with texts as keys). "
        "Override to_settings() and from_settings() to write it in another way."
    )


UNREADABLE = [
    ({"full_out": 2}, ArgumentError, ("The calibrator {'full_out': 2} has no method. Name it: "
    "{'method': 'direct', ...}; available: ")),
    ({"method": "drect"}, UnknownNameError, ("There is no calibrator 'drect' in fsqca or the "
    "installed packages. ")),
    (
        {"method": "direct", "out": 2},
        ArgumentError,
        ("The calibrator 'direct' cannot be made of the settings 'out': Direct.__init__() got an "
        "unexpected keyword "
        "argument 'out'. Direct(full_out: "),
    ),
    (
        {"method": "direct", "full_out": 2, "crossover": 1, "full_in": 6},
        ArgumentError,
        ("The anchors of Direct are 2 / 1 / 6 (full_out, crossover, full_in), but they must be "
        "strictly ordered"),
    ),
    ({"method": "crisp"}, ArgumentError, "Crisp needs at least one threshold, for example Crisp(3)."),
    ({"method": "function"}, ArgumentError,
     "The setting 'function' must be a text such as \"my_module:my_function\", not None."),
    ({"method": "function", "function": "math:squirt"}, ArgumentError,
     "The function 'math:squirt' cannot be imported: module 'math' has no attribute 'squirt'."),
    ({"method": "function", "function": "no_such_module:f"}, ArgumentError,
     "The function 'no_such_module:f' cannot be imported: No module named 'no_such_module'."),
    ({"method": "function", "function": "math:pi"}, ArgumentTypeError,
     "'math:pi' is not a function, but 3.141592653589793."),
    ("direct", ArgumentTypeError,
     ("A calibrator is read from a dict such as {'method': 'direct', 'full_out': 2, 'crossover': 4, "
     "'full_in': 6}, "
     "not 'direct'.")),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "error", "beginning"), UNREADABLE)
def test_plain_data_that_is_no_calibrator_is_refused(plain, error, beginning):
    with pytest.raises(error) as raised:
        from_dict(plain)
    assert str(raised.value).startswith(beginning)
