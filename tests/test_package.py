"""The face of the package: public names, what an import costs, and what it must not load."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import fsqca


def test_every_public_name_is_there_and_listed():
    for name in fsqca.__all__:
        assert getattr(fsqca, name) is not None
    assert set(fsqca._HOMES) <= set(fsqca.__all__)
    assert dir(fsqca) == sorted(fsqca.__all__)


def test_there_are_fewer_than_sixty_public_names():
    assert len(fsqca.__all__) < 60


def test_no_public_function_shares_its_name_with_a_module():
    modules = {name for name in fsqca.__all__ if inspect.ismodule(getattr(fsqca, name))}
    assert not set(fsqca._HOMES) & {*modules, *fsqca._HOMES.values()}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'fsqca' has no attribute 'minimise'$"):
        fsqca.minimise  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import fsqca", ("pandas", "scipy", "lark", "matplotlib", "jinja2")),
        ("from fsqca import minimize, build_truth_table", ("scipy", "lark", "matplotlib", "jinja2")),
        ("from fsqca import two_step", ("scipy", "matplotlib", "jinja2")),
        ("from fsqca import minimize, calibrate, plots, report", ("matplotlib", "jinja2")),
        (
            "from fsqca import Indirect, calibrate, find_thresholds",
            ("scipy", "sklearn", "statsmodels", "matplotlib"),
        ),
        ("from fsqca.minimization import covers, cubes, hitting_sets, primes", ("matplotlib",)),
        (
            "from fsqca import read, score_constructs, aggregate",
            ("scipy", "statsmodels", "openpyxl", "pyreadstat", "narwhals", "polars", "matplotlib"),
        ),
        ("from fsqca import find_necessary, find_sufficient, nca, pof", ("scipy", "matplotlib", "jinja2")),
        ("from fsqca.study import Study", ("matplotlib", "jinja2", "click", "tomlkit", "statsmodels")),
        ("import fsqca.cli", ("pandas", "click", "scipy")),
        ("import fsqca.metrics", ("pandas", "scipy", "lark")),
    ],
)
def test_importing_loads_nothing_heavy(statement, heavy):
    code = f"import sys; {statement}; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]", statement


def test_the_version_is_the_one_in_the_citation_file():
    from pathlib import Path

    citation = Path(__file__).parents[1] / "CITATION.cff"
    assert f"version: {fsqca.__version__}" in citation.read_text(encoding="utf-8")
