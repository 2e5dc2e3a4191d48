"""Figures in files: by the name, whole or not at all; letters that no font has are named."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import fsqca as fq
from fsqca.errors import ArgumentError, FigureFontWarning
from fsqca.plots import _fonts, chart_plot, save_figure, upset_plot, venn_plot, xy_plot
from fsqca.report import OutputExistsError, combine_charts
from tests.plots.frames import memberships


def figure():
    return xy_plot(memberships(), "A => Y")


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.png", b"\x89PNG"), ("a.pdf", b"%PDF"), ("a.svg", b"<?xml"), ("a.TIFF", b"II"), ("a.tif", b"II")],
)
def test_the_name_says_the_format(name, start, tmp_path):
    path = save_figure(figure(), tmp_path / name, dpi=60)
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.svg"])
def test_the_same_figure_gives_the_same_file(name, tmp_path):
    one = save_figure(figure(), tmp_path / name, dpi=60).read_bytes()
    assert save_figure(figure(), tmp_path / f"b{name}", dpi=60).read_bytes() == one


def test_letters_stay_letters_in_vectors(tmp_path):
    text = save_figure(figure(), tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ">A</text>" in text.replace("\n", "")


def test_grey_is_grey(tmp_path):
    pixels = image.imread(save_figure(figure(), tmp_path / "a.png", dpi=60, grey=True))
    assert pixels.ndim == 2


def test_a_figure_that_exists_is_left_alone(tmp_path):
    save_figure(figure(), tmp_path / "a.png", dpi=60)
    with pytest.raises(OutputExistsError):
        save_figure(figure(), tmp_path / "a.png")
    save_figure(figure(), tmp_path / "a.png", dpi=60, overwrite=True)


@pytest.mark.parametrize(
    ("name", "grey", "message"),
    [
        (
            "a.docx",
            False,
            (
                "path ends in '.docx', but it must end in one of '.png', '.svg', '.pdf', '.tif', '.tiff': "
                "{path}."
            ),
        ),
        ("a.pdf", True, "grey is for images (.png, .tiff), and path ends in '.pdf'."),
    ],
)
def test_what_cannot_be_saved_is_refused(name, grey, message, tmp_path):
    path = tmp_path / name
    with pytest.raises(ArgumentError) as caught:
        save_figure(figure(), path, grey=grey)
    assert str(caught.value) == message.replace("{path}", repr(str(path)))


def test_letters_that_no_font_has_are_named():
    data = memberships().rename(columns={"A": "\U0001fbf0x"})
    with pytest.warns(FigureFontWarning) as caught:
        venn_plot(data[["\U0001fbf0x", "B"]])
    assert str(caught[0].message) == (
        "No installed font has these letters, so the figure shows boxes in their place: '\U0001fbf0'. "
        "Install a font for them, such as Noto Sans CJK for Chinese, and start Python again."
    )


def test_other_scripts_are_drawn_with_a_font_that_has_them_or_named():
    data = memberships().rename(columns={"A": "中文", "B": "العربية"})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        drawn = upset_plot(data, outcome="Y")
    told = [one for one in caught if issubclass(one.category, FigureFontWarning)]
    has = all(ord(letter) in _fonts._covered() for letter in "中文")
    assert has != any("中" in str(one.message) for one in told)
    if has:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            FigureCanvasAgg(drawn).draw()


def test_fonts_are_kept_when_a_figure_is_drawn_under_other_settings():
    with mpl.rc_context({"font.family": "monospace"}):
        texts = figure().findobj(Text)
    assert {text.get_fontfamily()[0] for text in texts if text.get_text()} == {"DejaVu Sans"}


def test_marks_of_formulas_in_names_are_drawn_as_they_are(tmp_path):
    data = memberships().rename(columns={"A": r"$x_1$ & {y}^\frac"})
    drawn = upset_plot(data, outcome="Y")
    assert drawn.axes[2].get_yticklabels()[0].get_text() == r"$x_1$ & {y}^\frac"
    assert save_figure(drawn, tmp_path / "a.pdf").stat().st_size > 1000


def test_all_cases_can_be_named_and_no_name_lies_on_another():
    rng = np.random.default_rng(1)
    data = pd.DataFrame(
        {"A": rng.random(40).round(2), "Y": rng.random(40).round(2)}, index=[f"case {i}" for i in range(40)]
    )
    drawn = xy_plot(data, "A => Y", label="all", width=14)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    named = [text for text in drawn.axes[0].texts if (text.get_gid() or "").startswith("case")]
    assert len(named) == 40
    boxes = [Text.get_window_extent(text, canvas.get_renderer()) for text in named]
    for position, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[position + 1 :])


def test_cases_at_one_place_share_a_label():
    data = pd.DataFrame({"A": [0.9, 0.9], "Y": [0.2, 0.2]}, index=["one", "two"])
    texts = [text.get_text() for text in xy_plot(data, "A => Y", label="all").axes[0].texts]
    assert "one, two" in texts


def test_more_names_than_can_be_read_are_refused():
    data = pd.DataFrame({"A": np.linspace(0, 1, 90), "Y": 0.5})
    with pytest.raises(ArgumentError) as caught:
        xy_plot(data, "A => Y", label="all")
    assert str(caught.value) == (
        'label names 90 cases; at most 80 can be told apart. Name fewer, or take label="deviant".'
    )


def test_long_names_of_conditions_run_over_two_lines_and_long_groups_are_cut():
    name, group = "A very long name of a condition " * 8, "a group with a long name " * 20
    rows = pd.DataFrame({name: [1, 1, 0, 0], "B": [1, 0, 1, 0], "out": list("1100")})
    chart = fq.solve(fq.TruthTable.from_frame(rows, [name, "B"])).chart()
    drawn = chart_plot(combine_charts({group: chart}))
    assert drawn.get_figwidth() < 9
    texts = [text.get_text() for text in drawn.axes[0].texts]
    (label,) = [text for text in texts if text.startswith("A very long")]
    assert label.count("\n") == 1
    assert label.endswith("…")
    assert any(text.startswith("a group with") and text.endswith("…") for text in texts)
