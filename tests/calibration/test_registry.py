"""Calibrators by name: built in, registered, and offered by other installed packages."""

from __future__ import annotations

import shutil
import sys

import numpy as np
import pytest

from fsqca.calibration import Bell, Calibrator, Crisp, Direct, available, by_name, register, registry
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError

BUILT_IN = (
    "direct",
    "quantiles",
    "piecewise",
    "bell",
    "piecewise_bell",
    "crisp",
    "lookup",
    "ranks",
    "empirical",
    "indirect",
    "indirect_polynomial",
    "logit_polynomial",
    "cluster_thresholds",
    "largest_gap",
    "function",
)


@pytest.fixture(autouse=True)
def clean_registry(monkeypatch):
    monkeypatch.setattr(registry, "_registered", {name: registry._registered[name] for name in BUILT_IN})


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that puts a package with entry points on the path, as an installer would."""
    modules = set(sys.modules)

    def make(package, source, entry_points):
        (tmp_path / f"{package}.py").write_text(source)
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[fsqca.calibrators]\n{entry_points}\n")

    monkeypatch.syspath_prepend(str(tmp_path))
    yield make
    for name in set(sys.modules) - modules:
        if name.startswith("calibrators_"):
            del sys.modules[name]


SOURCE = """
from fsqca.calibration import Calibrator

class Half(Calibrator):
    name = "half"

    def __call__(self, raw):
        return [0.5] * len(raw)
"""


class Sine(Calibrator):
    name = "sine"

    def __call__(self, raw):
        return np.sin(raw) ** 2


def test_every_built_in_calibrator_has_a_name():
    assert available() == BUILT_IN
    assert by_name("direct") is Direct
    assert all(by_name(name).name == name for name in BUILT_IN)


def test_a_registered_calibrator_is_found_by_name():
    register("sine", Sine)
    register("sine", Sine)
    assert by_name("sine") is Sine
    assert available() == (*BUILT_IN, "sine")


def test_a_name_that_is_taken_is_not_given_away():
    with pytest.raises(ArgumentError) as raised:
        register("direct", Bell)
    assert str(raised.value) == (
        "The name 'direct' already belongs to the calibrator Direct. Register Bell under another name."
    )


@pytest.mark.parametrize("name", ["", "  ", 3])
def test_a_name_must_be_text(name):
    with pytest.raises(ArgumentError) as raised:
        register(name, Sine)
    assert str(raised.value) == f"The name of a calibrator must be a text that is not empty, not {name!r}."


@pytest.mark.parametrize("cls", [abs, Crisp(3), int])
def test_only_subclasses_of_calibrator_are_registered(cls):
    with pytest.raises(ArgumentTypeError) as raised:
        register("mine", cls)
    assert str(raised.value) == (
        f"'mine' cannot be registered: cls must be a subclass of fsqca.calibration.Calibrator, not {cls!r}."
    )


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownNameError) as raised:
        by_name("drect")
    listed = ", ".join(repr(name) for name in BUILT_IN)
    assert str(raised.value) == (
        f"There is no calibrator 'drect' in fsqca or the installed packages. Available: {listed}. "
        f"Did you mean 'direct'?"
    )


def test_another_package_offers_a_calibrator_which_is_loaded_only_when_asked_for(install):
    install("calibrators_half", SOURCE, "half = calibrators_half:Half")
    assert available() == (*BUILT_IN, "half")
    assert "calibrators_half" not in sys.modules
    assert by_name("half")()([1, 2]) == [0.5, 0.5]
    assert by_name("half") is by_name("half")


def test_an_entry_point_does_not_replace_a_built_in_calibrator(install):
    install("calibrators_other", SOURCE, "direct = calibrators_other:Half")
    assert by_name("direct") is Direct


def test_an_entry_point_that_fails_is_reported_with_its_place(install):
    install("calibrators_broken", "raise ImportError('no numpy here')", "broken = calibrators_broken:Gone")
    with pytest.raises(ArgumentError) as raised:
        by_name("broken")
    assert str(raised.value) == (
        "The calibrator 'broken' (calibrators_broken:Gone, entry point group fsqca.calibrators) "
        "cannot be loaded: "
        "no numpy here."
    )
    assert isinstance(raised.value.__cause__, ImportError)


def test_an_entry_point_that_is_no_calibrator_is_refused(install):
    install("calibrators_wrong", "Half = 0.5", "wrong = calibrators_wrong:Half")
    with pytest.raises(ArgumentTypeError) as raised:
        by_name("wrong")
    assert str(raised.value) == (
        "'wrong' cannot be registered: cls must be a subclass of fsqca.calibration.Calibrator, not 0.5."
    )


def test_a_package_that_is_on_the_path_twice_is_not_in_conflict_with_itself(install, tmp_path, monkeypatch):
    install("calibrators_twice", SOURCE, "half = calibrators_twice:Half")
    again = tmp_path / "again"
    shutil.copytree(tmp_path / "calibrators_twice-1.0.dist-info", again / "calibrators_again-1.0.dist-info")
    (again / "calibrators_again-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: calibrators_again\nVersion: 1.0\n"
    )
    monkeypatch.syspath_prepend(str(again))
    assert by_name("half").name == "half"


def test_a_name_that_two_packages_offer_is_refused(install):
    install("calibrators_one", SOURCE, "half = calibrators_one:Half")
    install("calibrators_two", SOURCE, "half = calibrators_two:Half")
    with pytest.raises(ArgumentError) as raised:
        by_name("half")
    assert str(raised.value) == (
        "The calibrator 'half' is offered by more than one installed package: calibrators_one:Half, "
        "calibrators_two:Half. Import the one you want and use it directly."
    )
