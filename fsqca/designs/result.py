"""The result of a two-step QCA: both steps, the contexts between them, and the paths found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import CaseId, Floats, Missing
from fsqca.designs.contexts import Context, in_own_words
from fsqca.metrics import (
    necessity_consistency,
    pri,
    ron,
    sufficiency_consistency,
)
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.enhanced import EnhancedAnalysis
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.necessity import Necessity
from fsqca.truth_table.table import TruthTable

Protocol: TypeAlias = Literal["2019", "2006"]

PROTOCOLS = {"2019": "Schneider 2019", "2006": "Schneider & Wagemann 2006"}
PATH_COLUMNS = (
    "solution",
    "model",
    "term",
    "path",
    "contexts",
    "consistency",
    "pri",
    "raw_coverage",
    "unique_coverage",
)


@dataclass(frozen=True, slots=True)
class TwoStepSettings:
    """What a two-step QCA was made with.

    Attributes
    ----------
    outcome : str
    remote, proximate : tuple of str
    protocol : {"2019", "2006"}
    first, second : tuple of pairs
        The options of each step, with the defaults that apply.
    contexts : tuple of str or None
        The contexts that were named, None where step 1 found them.
    together : bool
        Whether all contexts are in one second table.
    missing : {"raise", "drop"}
    weights : str or None
        The column of the weights, "an array" for numbers without a name, None where every case counts once.
    """

    outcome: str
    remote: tuple[str, ...]
    proximate: tuple[str, ...]
    protocol: Protocol
    first: tuple[tuple[str, Any], ...]
    second: tuple[tuple[str, Any], ...]
    contexts: tuple[str, ...] | None
    together: bool
    missing: Missing
    weights: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FirstStep:
    """The first step, on the remote conditions.

    Attributes
    ----------
    necessity : Necessity or None
        What is necessary (protocol "2019").
    table : TruthTable or None
        The truth table of the remote conditions (protocol "2006").
    solution : Solution or None
        Its parsimonious solution.
    """

    necessity: Necessity | None = None
    table: TruthTable | None = None
    solution: Solution | None = None

    def __str__(self) -> str:
        return "\n\n".join(str(part) for part in self._parts())

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self._parts())

    def _parts(self) -> Iterator[Necessity | TruthTable | Solution]:
        yield from (part for part in (self.necessity, self.table, self.solution) if part is not None)


@dataclass(frozen=True, slots=True, eq=False)
class SecondStep:
    """A second step: one or all contexts together with the proximate conditions.

    Attributes
    ----------
    contexts : tuple of Context
    table : TruthTable
    solutions : Solutions
    analysis : EnhancedAnalysis or None
        Where the solutions come from under protocol "2019", with the remainders taken out.
    """

    contexts: tuple[Context, ...]
    table: TruthTable
    solutions: Solutions
    analysis: EnhancedAnalysis | None = None

    @property
    def label(self) -> str:
        """The contexts, each with its name in this table."""
        return "; ".join(one.label for one in self.contexts)

    def __str__(self) -> str:
        return f"{self.table}\n\n{self.analysis if self.analysis is not None else self.solutions}"

    def _repr_html_(self) -> str:
        found = self.analysis if self.analysis is not None else self.solutions
        return self.table._repr_html_() + found._repr_html_()

    def paths(self) -> list[tuple[object, ...]]:
        """Return a row for each term of each model of each solution, with the fields of `PATH_COLUMNS`."""
        rows: list[tuple[object, ...]] = []
        for solution in (
            self.solutions.conservative,
            self.solutions.intermediate,
            self.solutions.parsimonious,
        ):
            for model in solution.models:
                rows += self._paths_of(solution.kind, model)
        return rows

    def _paths_of(self, kind: str, model: Model) -> Iterator[tuple[object, ...]]:
        numbers = model.table[["consistency", "pri", "raw_coverage", "unique_coverage"]].to_numpy()
        for term, fit in zip(model.terms, numbers, strict=False):
            own = term.literal_terms[0]
            inside = "; ".join(str(one) for one in self.contexts if one.literal in own)
            yield (kind, model.name, str(term), str(in_own_words(term, self.contexts)), inside, *fit.tolist())


@dataclass(frozen=True, eq=False, repr=False)
class TwoStep:
    """A QCA in two steps: remote conditions first, then proximate ones within the contexts found.

    Made by :func:`fsqca.two_step`.

    Attributes
    ----------
    settings : TwoStepSettings
    first : FirstStep
    contexts : tuple of Context
        What of the remote conditions enters the second step.
    second : tuple of SecondStep
        One for each context, or one for all together; none where there is no context.
    cases : pandas.Index
    memberships : ndarray of float, shape (n_cases, n_contexts)
        Memberships of the cases in the contexts.
    outcome : ndarray of float, shape (n_cases,)
    dropped : tuple
        Ids of cases left out because a value was missing.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    findings : tuple of str
        What happened on the way, for `advice`.
    weights : ndarray of float, shape (n_cases,), or None
        How much each case counts; None where every case counts once.
    """

    settings: TwoStepSettings
    first: FirstStep
    contexts: tuple[Context, ...]
    second: tuple[SecondStep, ...]
    cases: pd.Index[Any]
    memberships: Floats
    outcome: Floats
    dropped: tuple[CaseId, ...] = ()
    calibration: pd.DataFrame | None = None
    findings: tuple[str, ...] = ()
    weights: Floats | None = None

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row for each term of each model of each second step.

        Columns ``step`` (the contexts of the second step), ``solution``, ``model``, ``term`` (over the
        conditions of the second truth table), ``path`` (the same over the remote and proximate conditions),
        ``contexts`` (those in the term, "" for none), ``consistency``, ``pri``, ``raw_coverage``,
        ``unique_coverage``.
        """
        rows = [(step.label, *row) for step in self.second for row in step.paths()]
        return pd.DataFrame(rows, columns=["step", *PATH_COLUMNS])

    @property
    @kept_frame
    def context_table(self) -> pd.DataFrame:
        """One row per context: its name in the second step, and how it relates to the outcome.

        Index ``context``; ``column``; ``sufficiency`` and ``pri`` (consistency and PRI of context =>
        outcome), ``necessity`` and ``ron`` (consistency and RoN of context <= outcome), ``n`` (cases above
        0.5, or the sum of their weights).
        Necessity consistency is also the coverage of sufficiency.
        """
        x, y, by = self.memberships, self.outcome, self.weights
        frame = pd.DataFrame(
            index=pd.Index([str(one) for one in self.contexts], name="context", dtype=object)
        )
        frame["column"] = [one.column for one in self.contexts]
        frame["sufficiency"] = sufficiency_consistency(x, y, weights=by)
        frame["pri"] = pri(x, y, weights=by)
        frame["necessity"] = necessity_consistency(x, y, weights=by)
        frame["ron"] = ron(x, y, weights=by)
        frame["n"] = (x > 0.5).sum(axis=0) if by is None else by @ (x > 0.5)
        return frame

    @property
    @kept_frame
    def uncovered(self) -> pd.DataFrame:
        """Cases with the outcome (above 0.5) that the contexts do not cover.

        Columns ``case``, ``outcome`` and ``context``, the membership in the contexts.
        Contexts are alternatives under protocol "2006", where a case is not covered if it is in none of them:
        ``context`` is its highest membership. Under "2019" each is necessary, and a case outside any of them
        speaks against its necessity: ``context`` is its lowest membership. It is NaN where there is none.
        """
        x = self.memberships
        if not self.contexts:
            best = np.full(len(self.outcome), np.nan)
        else:
            best = x.max(axis=1) if self.settings.protocol == "2006" else x.min(axis=1)
        out = (self.outcome > 0.5) & ~(best > 0.5)
        data = {"case": list(self.cases[out]), "outcome": self.outcome[out], "context": best[out]}
        return pd.DataFrame(data, columns=["case", "outcome", "context"])

    @property
    def advice(self) -> tuple[str, ...]:
        """Sentences about what stands out: no context, tied models, cases that no context covers."""
        notes = list(self.findings)
        cases = list(self.uncovered["case"])
        if self.contexts and cases:
            where = (
                "in no context"
                if self.settings.protocol == "2006"
                else "outside a context said to be necessary"
            )
            has = "has" if len(cases) == 1 else "have"
            notes.append(
                f"{counted(len(cases), 'case')} {has} the outcome and {'is' if len(cases) == 1 else 'are'} "
                f"{where}: {listed(cases)}."
            )
        if self.dropped:
            notes.append(
                f"{counted(len(self.dropped), 'case')} left out because of missing values: "
                f"{listed(self.dropped)}."
            )
        return tuple(notes)

    def __repr__(self) -> str:
        return (
            f"<TwoStep {self.settings.protocol} for {self.settings.outcome}: "
            f"{counted(len(self.contexts), 'context')}, {counted(len(self.second), 'second table')}>"
        )

    @property
    def _head(self) -> str:
        own = self.settings
        return (
            f"Two-step QCA ({PROTOCOLS[own.protocol]}) for {own.outcome}, "
            f"{counted(len(self.cases), 'case')}: remote {', '.join(own.remote)}; "
            f"proximate {', '.join(own.proximate)}"
        )

    def _shown_contexts(self) -> pd.DataFrame:
        frame = self.context_table.rename(columns={"pri": "PRI", "ron": "RoN"})
        frame["column"] = [one.column if one.combined else "" for one in self.contexts]
        frame = frame.rename(columns={"column": "called"}).rename_axis(index=None)
        return frame if any(one.combined for one in self.contexts) else frame.drop(columns="called")

    def __str__(self) -> str:
        parts = [self._head, f"Step 1: remote conditions\n{self.first}"]
        if self.contexts:
            parts.append(f"Contexts\n{_display.text_table(self._shown_contexts())}")
        parts += ["\n".join(self.advice)] if self.advice else []
        parts += [f"Step 2: {step.label}\n{step}" for step in self.second]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        parts = [
            _display.html_heading(self._head),
            _display.html_heading("Step 1: remote conditions"),
            self.first._repr_html_(),
        ]
        if self.contexts:
            parts.append(_display.html_table(self._shown_contexts(), caption="Contexts"))
        parts.append(_display.html_notes(self.advice))
        for step in self.second:
            parts += [_display.html_heading(f"Step 2: {step.label}"), step._repr_html_()]
        return "".join(parts)
