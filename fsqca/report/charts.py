"""The configuration chart: core and peripheral conditions of intermediate solutions.

References
----------
Fiss, P. C. (2011). Building better causal theories: A fuzzy set approach to typologies in organization
research. Academy of Management Journal, 54(2), 393-420.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import check_count, counted
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.core_conditions import core_literals
from fsqca.minimization.models import Model

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Role: TypeAlias = Literal["core", "peripheral", "ambiguous core", ""]

#: The rows of fit below each configuration, and those below each model.
FIT_ROWS = ("consistency", "PRI", "raw coverage", "unique coverage")
MODEL_FIT_ROWS = ("solution consistency", "solution PRI", "solution coverage")
#: Configurations that a text, an HTML table or a figure shows; `table` has all of them.
MAX_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class ChartCell:
    """What a condition does in a configuration.

    Attributes
    ----------
    condition : str
    value : int or None
        The value that the configuration asks for (1 present, 0 absent), None where the condition may be
        either.
    role : {"core", "peripheral", "ambiguous core", ""}
        "" where the condition may be either.
    many_valued : bool
        Whether the condition has more than two values.
    """

    condition: str
    value: int | None
    role: Role
    many_valued: bool = False

    @property
    def state(self) -> str:
        """What is asked for: "present", "absent", "value 2", or "" where the condition may be either."""
        if self.value is None:
            return ""
        return f"value {self.value}" if self.many_valued else ("absent", "present")[self.value]

    @property
    def words(self) -> str:
        """The cell in words, for those who cannot see the sign."""
        return f"{self.role} condition, {self.state}" if self.role else "either"


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A configuration: one term of an intermediate model.

    Attributes
    ----------
    group, model, label : str
        The group ("" in a chart of one analysis), the model ("I1"), and the number of the configuration:
        those with the same core conditions share a number and differ by a letter ("1a", "1b").
    term : str
    cells : tuple of ChartCell
        One per condition of the chart.
    fit : tuple of four floats, or None
        Consistency, PRI, raw and unique coverage; None for a table without data.
    """

    group: str
    model: str
    label: str
    term: str
    cells: tuple[ChartCell, ...]
    fit: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class ChartModel:
    """A model: neighbouring columns of the chart.

    Attributes
    ----------
    group, outcome, name : str
    n_columns : int
    fit : tuple of three floats, or None
        Consistency, PRI and coverage of the model as a whole.
    """

    group: str
    outcome: str
    name: str
    n_columns: int
    fit: tuple[float, ...] | None


@dataclass(frozen=True, eq=False, repr=False)
class ConfigurationChart:
    """A configuration chart. Prints as text, renders as HTML in a notebook, draws itself with :meth:`plot`.

    Attributes
    ----------
    conditions : tuple of str
        The rows.
    columns : tuple of ChartColumn
        The configurations, model by model and group by group.
    models : tuple of ChartModel
        The models that the columns belong to, in the same order.
    groups : tuple of str
        The groups that were asked for, also those without a model; ``("",)`` for one analysis.
    notes : tuple of str
        What a reader should know: tied models, ambiguous core conditions, groups without a model.
    settings : tuple of (str, tuple of str)
        By group: the cut-offs and the other settings of its analysis, as sentences.
    """

    conditions: tuple[str, ...]
    columns: tuple[ChartColumn, ...]
    models: tuple[ChartModel, ...]
    groups: tuple[str, ...]
    notes: tuple[str, ...]
    settings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the models, each once; empty where the tables have no data behind them."""
        return tuple(dict.fromkeys(model.outcome for model in self.models if model.outcome))

    @property
    def title(self) -> str:
        """What the chart shows, in words."""
        outcome = f" for {self.outcomes[0]}" if len(self.outcomes) == 1 else ""
        return f"Configuration chart{outcome} (intermediate solution)"

    @property
    def table(self) -> pd.DataFrame:
        """One row per configuration and condition.

        Columns ``group``, ``model``, ``column``, ``term``, ``condition``, ``state`` ("present", "absent",
        "value 2", or "" where the condition may be either) and ``role`` ("core", "peripheral", "ambiguous
        core" or "").
        """
        rows = [
            (column.group, column.model, column.label, column.term, cell.condition, cell.state, cell.role)
            for column in self.columns
            for cell in column.cells
        ]
        names = ["group", "model", "column", "term", "condition", "state", "role"]
        return pd.DataFrame(rows, columns=pd.Index(names))

    @property
    def fit(self) -> pd.DataFrame:
        """The fit below the chart: one row per configuration and one, "solution", per model.

        Columns ``group``, ``model``, ``column``, ``term``, ``consistency``, ``pri``, ``raw_coverage`` and
        ``unique_coverage`` (NaN for the model as a whole). No rows without data.
        """
        rows: list[tuple[object, ...]] = []
        at = 0
        for model in self.models:
            for column in self.columns[at : at + model.n_columns]:
                head = (column.group, column.model, column.label, column.term)
                rows += [] if column.fit is None else [(*head, *column.fit)]
            at += model.n_columns
            if model.fit is not None:
                rows.append((model.group, model.name, "", "solution", *model.fit, np.nan))
        names = ["group", "model", "column", "term", "consistency", "pri", "raw_coverage", "unique_coverage"]
        return pd.DataFrame(rows, columns=pd.Index(names))

    def to_text(self, *, ascii_only: bool | None = None) -> str:
        """Return the chart as plain text with a legend.

        Parameters
        ----------
        ascii_only : bool, optional
            Whether to use signs of ASCII only. Default: only where the terminal cannot show circles.
        """
        from fsqca.report.text_chart import chart_text

        return chart_text(self, ascii_only=ascii_only)

    def to_html(self) -> str:
        """Return the chart as HTML: a table of circles with text alternatives, a legend and notes."""
        from fsqca.report.html_chart import chart_html

        return chart_html(self)

    def plot(self) -> Figure:
        """Return the chart as a matplotlib figure (needs the extra "plots")."""
        from fsqca.plots import chart_plot

        return chart_plot(self)

    def __repr__(self) -> str:
        groups = f", {counted(len(self.groups), 'group')}" if self.groups != ("",) else ""
        return (
            f"<ConfigurationChart: {counted(len(self.columns), 'configuration')} of "
            f"{counted(len(self.models), 'model')}{groups}, {counted(len(self.conditions), 'condition')}>"
        )

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


def configuration_chart(
    solutions: Solutions | Mapping[str, Solutions], models: int | None = None
) -> ConfigurationChart:
    """Return the configuration chart of the intermediate models, with core and peripheral conditions.

    Parameters
    ----------
    solutions : Solutions, or mapping of str to Solutions
        What :func:`fsqca.solve` returns; for several analyses side by side, one under the name of each.
    models : int >= 1, optional
        How many intermediate models to show at most, per analysis. Default: all.

    Returns
    -------
    ConfigurationChart
        Empty, with the advice of the solution, where there is no model.

    Raises
    ------
    ArgumentTypeError
        If `solutions` is neither a Solutions nor a mapping to them.
    ArgumentError
        If the mapping is empty, or `models` is less than 1.

    Notes
    -----
    Each column is one term of an intermediate model. A literal of it is *core* if it is also in a
    parsimonious term that contains this term, and *peripheral* if not. The parsimonious terms are those of
    the model that the intermediate model was derived from. Where it was derived from several, and they
    disagree about a literal, the literal is an *ambiguous core* condition, and a note says so. A term that
    lies in no single parsimonious term has no core condition, and a note says that too. Configurations with
    the same core conditions stand side by side, share a number and differ by a letter.

    References
    ----------
    Fiss, P. C. (2011). Building better causal theories: A fuzzy set approach to typologies in organization
    research. Academy of Management Journal, 54(2), 393-420.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> rows = {"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "C": [1, 1, 0, 1], "out": ["1", "1", "0", "0"]}
    >>> frame = pd.DataFrame(rows)
    >>> solutions = fq.solve(fq.TruthTable.from_frame(frame, ["A", "B", "C"]), {"C": "+"})
    >>> print(configuration_chart(solutions).to_text(ascii_only=True))
    Configuration chart (intermediate solution)
    <BLANKLINE>
        I1
         1
    --  ---
    A   [+]
    B
    C    +
    <BLANKLINE>
    [+] core condition, present    + peripheral condition, present    blank: either
    """
    return configuration_charts({"": solutions} if isinstance(solutions, Solutions) else solutions, models)


def configuration_charts(groups: Mapping[str, Solutions], models: int | None = None) -> ConfigurationChart:
    """Return one configuration chart with the intermediate models of several analyses side by side.

    Parameters
    ----------
    groups : mapping of str to Solutions
        For example ``{"operations": solutions, "sales": other_solutions}``. The rows are the conditions of
        all of them.
    models : int >= 1, optional
        How many intermediate models to show at most, per group. Default: all.

    Returns
    -------
    ConfigurationChart

    See Also
    --------
    configuration_chart : what the signs mean, and which errors there are.
    """
    if not isinstance(groups, Mapping):
        raise ArgumentTypeError(
            "solutions must be what solve() returns, or a mapping of names to such results, such as "
            f'{{"operations": solutions}}, not {type(groups).__name__}.'
        )
    if not groups:
        raise ArgumentError("solutions is empty: name at least one analysis.")
    for name, solutions in groups.items():
        if not isinstance(solutions, Solutions):
            raise ArgumentTypeError(
                f"solutions[{name!r}] must be what solve() returns, not {type(solutions).__name__}."
            )
    # Imported here: the tables of articles know charts.
    from fsqca.report.article.settings import solution_notes, table_notes

    limit = None if models is None else check_count("models", models)
    conditions = tuple(
        dict.fromkeys(name for solutions in groups.values() for name in solutions.truth_table.conditions)
    )
    columns: list[ChartColumn] = []
    rows: list[ChartModel] = []
    notes: list[str] = []
    for name, solutions in groups.items():
        group = str(name)
        before = f"{group}: " if group else ""
        found = solutions.intermediate.models[:limit]
        for model in found:
            own, own_notes = _columns(group, model, conditions)
            columns += own
            notes += [before + note for note in own_notes]
            rows.append(_model(group, model))
        notes += [before + note for note in solutions.intermediate.advice]
        if len(found) < len(solutions.intermediate.models):
            total = solutions.intermediate.n_models
            least = "" if solutions.intermediate.n_models_exact else "at least "
            notes.append(f"{before}The chart shows {len(found)} of {least}{counted(total, 'model')}.")
    settings = tuple(
        (
            str(name),
            (
                *table_notes(solutions.truth_table),
                *solution_notes(solutions.intermediate, solutions.parsimonious),
            ),
        )
        for name, solutions in groups.items()
    )
    return ConfigurationChart(
        conditions, tuple(columns), tuple(rows), tuple(map(str, groups)), tuple(notes), settings
    )


def _model(group: str, model: Model) -> ChartModel:
    fit = None if model.fit is None else tuple(model.fit.values[-1, :3].tolist())
    return ChartModel(group, model.truth_table.settings.outcome, model.name, len(model.cubes), fit)


def _columns(group: str, model: Model, conditions: tuple[str, ...]) -> tuple[list[ChartColumn], list[str]]:
    """Return the columns of a model, those with the same core side by side, and notes about them."""
    always, ever, alone = core_literals(model)
    levels = dict(zip(model.problem.names, model.problem.levels, strict=True))
    fits = None if model.fit is None else model.fit.values
    made: dict[tuple[tuple[str, int | None], ...], list[ChartColumn]] = {}
    notes: list[str] = []
    unsure: list[str] = []
    for position, (cube, term) in enumerate(zip(model.cubes.tolist(), map(str, model.terms), strict=True)):
        roles = {
            name: _role(value, bool(always[position, j]), bool(ever[position, j]))
            for j, (name, value) in enumerate(zip(model.problem.names, cube, strict=True))
        }
        values = {
            name: None if value == _cubes.FREE else int(value)
            for name, value in zip(model.problem.names, cube, strict=True)
        }
        cells = tuple(
            ChartCell(name, values.get(name), roles.get(name, ""), levels.get(name, 2) > 2)
            for name in conditions
        )
        key = tuple((cell.condition, cell.value) for cell in cells if cell.role not in ("", "peripheral"))
        fit = None if fits is None else tuple(fits[position].tolist())
        made.setdefault(key, []).append(ChartColumn(group, model.name, "", term, cells, fit))
        ambiguous = [cell.condition for cell in cells if cell.role == "ambiguous core"]
        if ambiguous:
            unsure.append(f"{', '.join(ambiguous)} in {term}")
        if alone[position]:
            notes.append(
                f"{model.name}: {term} lies in no single parsimonious term, so none of its conditions is "
                "core."
            )
    if unsure:
        notes.append(
            f"{model.name}: core in some of the tied parsimonious models that lead to it and not in others: "
            f"{'; '.join(unsure)}."
        )
    labelled: list[ChartColumn] = []
    for number, alike in enumerate(made.values(), start=1):
        for letter, column in enumerate(alike):
            label = f"{number}{letters_of(letter)}" if len(alike) > 1 else str(number)
            labelled.append(
                ChartColumn(column.group, column.model, label, column.term, column.cells, column.fit)
            )
    return labelled, notes


def _role(value: int, always: bool, ever: bool) -> Role:
    if value == _cubes.FREE:
        return ""
    if always:
        return "core"
    return "ambiguous core" if ever else "peripheral"


def letters_of(position: int) -> str:
    """Return a, b, ..., z, aa, ab, ... for 0, 1, ...."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


__all__ = [
    "ChartCell",
    "ChartColumn",
    "ChartModel",
    "ConfigurationChart",
    "configuration_chart",
    "configuration_charts",
    "letters_of",
]
