"""The configuration chart as HTML: escaped, drawn, and told in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd

import fsqca as fq
from fsqca.report import configuration_charts
from tests.report import solutions as made

VOID = {"circle", "path", "br", "img", "meta", "input"}


class Tree(HTMLParser):
    """Collects tags and text, and fails on tags that are not closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parse(markup):
    tree = Tree()
    tree.feed(markup)
    assert tree.open == []
    return tree


def test_every_sign_has_a_text_alternative_and_the_blank_cells_have_words():
    tree = parse(made.core_and_peripheral().chart().to_html())
    labels = [attrs["aria-label"] for tag, attrs in tree.tags if tag == "svg"]
    assert labels == ["core condition, present", "peripheral condition, present"] * 2  # table and legend
    assert all(attrs.get("role") == "img" for tag, attrs in tree.tags if tag == "svg")
    assert "either" in tree.text


def test_one_circle_is_drawn_per_literal_and_one_per_entry_of_the_legend():
    tree = parse(made.neutral_permutations().chart().to_html())
    assert sum(tag == "circle" for tag, _ in tree.tags) == 6 + 3


def test_core_circles_are_larger_than_peripheral_ones_and_absent_ones_are_crossed():
    markup = made.neutral_permutations().chart().to_html()
    drawn = dict(re.findall(r'aria-label="([^"]+)".*?r="([\d.]+)"', markup))
    assert float(drawn["core condition, present"]) > float(drawn["peripheral condition, present"])
    absent = re.search(r'<svg role="img" aria-label="peripheral condition, absent".*?</svg>', markup).group()
    present = re.search(
        r'<svg role="img" aria-label="peripheral condition, present".*?</svg>', markup
    ).group()
    assert "<path" in absent
    assert "<path" not in present
    assert 'fill="none"' in absent


def test_a_value_is_written_into_its_circle():
    markup = made.many_values().chart().to_html()
    assert re.search(r'aria-label="core condition, value 2".*?<text[^>]*>2</text>', markup)


def test_an_ambiguous_core_has_a_broken_ring():
    markup = made.ambiguous().chart().to_html()
    assert re.search(r'aria-label="ambiguous core condition, absent".*?stroke-dasharray', markup)
    assert "in some of the tied parsimonious models" in markup


def test_names_are_escaped():
    frame = pd.DataFrame(
        {"a<b>\"&'": [1.0, 0.0, 1.0, 0.0], "B": [1.0, 1.0, 0.0, 0.0], "<Y>": [1.0, 0.0, 1.0, 0.0]}
    )
    solutions = fq.solve(fq.build_truth_table(frame, "`<Y>`"), {"B": "+"})
    markup = configuration_charts({'<script>"x"</script>': solutions}).to_html()
    assert "<script>" not in markup
    assert "<b>" not in markup
    assert "<Y>" not in markup
    tree = parse(markup)
    assert "a<b>\"&'" in tree.text
    assert '<script>"x"</script>' in tree.text


def test_heads_span_the_columns_of_their_model_and_group():
    markup = configuration_charts(
        {"one": made.neutral_permutations(), "two": made.core_and_peripheral()}
    ).to_html()
    tree = parse(markup)
    spans = [attrs["colspan"] for tag, attrs in tree.tags if attrs.get("scope") == "colgroup"]
    assert spans == ["2", "1", "2", "1"]
    heads = [tag for tag, attrs in tree.tags if tag == "th" and attrs.get("scope") == "row"]
    assert len(heads) == 3


def test_the_fit_is_printed_with_three_decimals():
    text = parse(configuration_charts(made.with_data()).to_html()).text
    for number in ("0.950", "0.929", "0.905", "0.963"):
        assert number in text


def test_a_chart_without_a_model_gives_its_advice():
    tree = parse(made.nothing().chart().to_html())
    assert "No row is positive" in tree.text
    assert not any(tag == "table" for tag, _ in tree.tags)
