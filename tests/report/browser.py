"""A real browser without a window, where one is installed; where not, it is said at the end of the run."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

#: Why pages could not be opened in a browser; printed at the end of the run.
NOT_LOOKED_AT: set[str] = set()
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def browser() -> Iterator[Any]:
    """Give a browser, or skip the test."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    reason = ""
    if importlib.util.find_spec("playwright") is None:
        reason = 'playwright is not installed (python -m pip install "playwright>=1.45")'
    elif program is None:
        reason = f"none of {', '.join(_NAMES)} is installed"
    if reason:
        NOT_LOOKED_AT.add(reason)
        pytest.skip(f"no browser: {reason}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()
