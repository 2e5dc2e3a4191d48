"""A causal chain as a graph: sets from left to right, conjunctions joined in a dot."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Literal
from fsqca.plots._figures import BLUE, GREY, INK, ORANGE, fixed_figure, styled
from fsqca.plots._labels import text_width
from fsqca.plots._layers import Place, depths, layered
from fsqca.theory.chain import CausalChain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Sizes in inches.
_LAYER, _LINE, _BOX, _MARGIN, _LEGEND = 0.62, 0.44, 0.24, 0.16, 0.36
#: Sets that can be told apart on a page.
MOST_SETS = 40


@styled
def chain_plot(chain: CausalChain, choice: Mapping[str, int] | None = None) -> Figure:
    """Return a causal chain as a graph, with one model of each outcome.

    Parameters
    ----------
    chain : CausalChain
        What :func:`fsqca.find_causal_chain` returns.
    choice : mapping of str to int, optional
        Outcome to number of its model, from 1, as in ``chain.table``. Default: the first of each.

    Returns
    -------
    matplotlib.figure.Figure
        Lines that meet in a dot are a conjunction, several arrows into a set are alternatives. A dashed line
        starts from the absence of a set. The number at an outcome says which of its models is drawn.

    Raises
    ------
    ArgumentError
        If no set has a model, an outcome has no such model, or there are more than 40 sets to draw.
    """
    if not isinstance(chain, CausalChain):
        raise ArgumentTypeError(
            f"chain must be a CausalChain, made by find_causal_chain(), not {type(chain).__name__}."
        )
    chosen = chain.chosen(choice)
    if not chosen:
        raise ArgumentError(
            "No set has a model, so there is no chain to draw. See chain.notes for the reasons."
        )
    level = {name: number for number, names in enumerate(chain.settings.levels) for name in names}
    graph = _Graph(level)
    for own, number in chosen:
        several = len(own.models) > 1 or not own.complete
        graph.add_outcome(
            own.outcome.literal_terms[0][0], f"model {number} of {len(own.models)}" if several else ""
        )
    for own, number in chosen:
        graph.add_model(own.outcome.literal_terms[0][0], own.models[number - 1].literal_terms)
    if len(graph.level) > MOST_SETS:
        raise ArgumentError(
            f"The chain has {len(graph.level)} sets; at most {MOST_SETS} can be told apart in a figure. "
            "Look at chain.sentence, or name fewer outcomes."
        )
    return graph.draw()


class _Graph:
    """Nodes, dots for conjunctions, and lines between them."""

    def __init__(self, level: Mapping[str, int]) -> None:
        self.of_set = level
        self.level: dict[str, int] = {}
        self.labels: dict[str, str] = {}
        self.outcomes: dict[str, str] = {}
        self.arrows: list[tuple[str, str, bool, str]] = []  # from, to or dot, absent, dot's outcome
        self.dots: dict[str, str] = {}
        self.circle = False

    def node(self, literal: Literal) -> str:
        """Return the node of a literal: the set, or the value of a multi-value set."""
        name = literal.name if literal.bare else str(literal)
        self.level.setdefault(name, self.of_set[literal.name])
        self.labels.setdefault(name, name)
        return name

    def add_outcome(self, target: Literal, note: str) -> None:
        """Make the node of an outcome; an absence that is an outcome has a node of its own."""
        if target.bare and target.values == (0,):
            goal = str(target)
            self.level[goal] = self.of_set[target.name]
            self.labels[goal] = f"~{target.name}"
        else:
            goal = self.node(target)
        self.outcomes[goal] = note

    def add_model(self, target: Literal, terms: tuple[tuple[Literal, ...], ...]) -> None:
        """Draw lines from the literals of each term to the outcome, together where there are several."""
        goal = str(target) if target.bare and target.values == (0,) else self.node(target)
        for number, term in enumerate(terms):
            to = goal
            if len(term) > 1:
                to = f"\0{goal}\0{number}"
                self.dots[to] = goal
            for literal in term:
                absent = literal.bare and literal.values == (0,)
                own = str(literal) if absent and str(literal) in self.outcomes else self.node(literal)
                self.arrows.append((own, to, absent and own == literal.name, goal))

    def draw(self) -> Figure:
        edges = [(own, goal) for own, _, _, goal in self.arrows]
        column = depths(list(self.level), edges, self.level)
        # Sets stand in even layers, the dots of conjunctions in the odd one before their outcome.
        layer = {name: 2 * number for name, number in column.items()}
        layer |= {dot: 2 * column[goal] - 1 for dot, goal in self.dots.items()}
        lines = [(own, to) for own, to, _, _ in self.arrows] + list(self.dots.items())
        place, bends = layered(layer, lines)
        size = {name: text_width(text, 8) + 0.2 for name, text in self.labels.items()}
        widest = max(size.values())
        lows = [y for _, y in place.values()] + [y for path in bends.values() for _, y in path]
        top, bottom = min(lows), max(lows)
        first, last = min(layer.values()), max(layer.values())
        step = max(_LAYER, (widest + 0.5) / 2)
        width = max(3.3, 2 * _MARGIN + widest + step * (last - first))
        height = 2 * _MARGIN + _BOX + _LINE * (bottom - top) + _LEGEND

        def at(spot: Place) -> Place:
            return (
                _MARGIN + widest / 2 + step * (spot[0] - first),
                _MARGIN + _BOX / 2 + _LINE * (spot[1] - top),
            )

        figure = fixed_figure(width, height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        for own, to, absent, _ in self.arrows:
            path = [at(place[own]), *map(at, bends.get((own, to), [])), at(place[to])]
            self._line(axes, path, absent, to not in self.dots, size[own], size.get(to, 0.0))
        for dot, goal in self.dots.items():
            path = [at(place[dot]), at(place[goal])]
            self._line(axes, path, False, True, 0.0, size[goal])
            axes.plot(*at(place[dot]), "o", markersize=4.5, color=INK, zorder=4, gid="conjunction")
        for name, text in self.labels.items():
            self._box(axes, at(place[name]), text, size[name], name)
        self._legend(axes, height - _LEGEND / 2)
        return figure

    def _line(
        self, axes: Axes, path: list[Place], absent: bool, arrow: bool, start: float, end: float
    ) -> None:
        from matplotlib.patches import FancyArrowPatch
        from matplotlib.path import Path

        backward = path[-1][0] <= path[0][0]
        style: dict[str, Any] = {
            "arrowstyle": "-|>" if arrow else "-",
            "mutation_scale": 8,
            "linewidth": 0.9,
            "linestyle": (0, (3.5, 2)) if absent else "-",
            "color": ORANGE if backward else INK,
            "zorder": 2,
            "shrinkA": 0,
            "shrinkB": 0,
            "gid": "absent" if absent else "present",
        }
        if backward:
            self.circle = True
            (x0, y0), (x1, y1) = path[0], path[-1]
            style |= {
                "connectionstyle": f"arc3,rad={0.35 if y1 >= y0 else -0.35}",
                "shrinkA": 11,
                "shrinkB": 11 if arrow else 0,
            }
            axes.add_patch(FancyArrowPatch((x0, y0), (x1, y1), **style))
            return
        points = [(path[0][0] + start / 2, path[0][1]), *path[1:-1], (path[-1][0] - end / 2, path[-1][1])]
        curve = Path(*_smooth(points))
        axes.add_patch(FancyArrowPatch(path=curve, fill=arrow, **style))

    def _box(self, axes: Axes, centre: Place, text: str, width: float, name: str) -> None:
        from matplotlib.patches import FancyBboxPatch

        explained = name in self.outcomes
        axes.add_patch(
            FancyBboxPatch(
                (centre[0] - width / 2, centre[1] - _BOX / 2),
                width,
                _BOX,
                boxstyle="round,pad=0,rounding_size=0.05",
                facecolor="white",
                edgecolor=BLUE if explained else GREY,
                linewidth=1.3 if explained else 0.8,
                zorder=3,
                gid=name,
            )
        )
        axes.text(*centre, text, ha="center", va="center", fontsize=8, zorder=5)
        if self.outcomes.get(name):
            axes.text(
                centre[0],
                centre[1] + _BOX / 2 + 0.03,
                self.outcomes[name],
                ha="center",
                va="top",
                fontsize=6,
                color=GREY,
                zorder=5,
            )

    def _legend(self, axes: Axes, y: float) -> None:
        absent = any(one[2] for one in self.arrows)
        parts = ["blue: has a model"]
        if set(self.labels) - set(self.outcomes):
            parts.append("grey: condition only")
        if self.dots:
            parts.append("dot: together")
        if absent:
            parts.append("dashed: absent")
        if self.circle:
            parts.append("orange: closes a circle")
        limit = axes.get_xlim()[1] - 0.2
        lines: list[str] = [""]
        for part in parts:
            longer = f"{lines[-1]};  {part}" if lines[-1] else part
            if lines[-1] and text_width(longer, 6.5) > limit:
                lines.append(part)
            else:
                lines[-1] = longer
        axes.text(0.1, y, "\n".join(lines), va="center", fontsize=6.5, color=GREY, linespacing=1.3)


def _smooth(points: list[Place]) -> tuple[list[Place], list[int]]:
    """Return a curve through the points, level at both ends, as vertices and codes of a path."""
    from matplotlib.path import Path

    slopes = [0.0]
    for (x0, y0), (x1, y1) in zip(points[:-2], points[2:], strict=True):
        slopes.append((y1 - y0) / (x1 - x0))
    slopes.append(0.0)
    vertices, codes = [points[0]], [int(Path.MOVETO)]
    for position, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        third = (x1 - x0) / 3
        vertices += [
            (x0 + third, y0 + third * slopes[position]),
            (x1 - third, y1 - third * slopes[position + 1]),
            (x1, y1),
        ]
        codes += [int(Path.CURVE4)] * 3
    return vertices, codes
