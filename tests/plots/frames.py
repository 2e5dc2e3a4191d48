"""Synthetic data for the tests of figures."""

from __future__ import annotations

import pandas as pd

import fsqca as fq


def memberships():
    return pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.9, 0.7, 0.1, 0.2, 0.1, 0.5],
            "B": [0.2, 0.1, 0.8, 0.9, 0.9, 0.7, 0.1, 0.2],
            "Y": [1.0, 0.9, 0.8, 0.2, 0.9, 0.8, 0.1, 0.0],
        },
        index=list("abcdefgh"),
    )


def model():
    """Return the model A + B => Y of these data, its table's memberships of 0.5 moved above."""
    table = fq.build_truth_table(memberships(), "Y", consistency=0.7, crossover="above")
    return fq.minimize(table, "parsimonious").model


def drawn(axes):
    """Return kind of case -> number of markers drawn."""
    return {artist.get_gid(): len(artist.get_offsets()) for artist in axes.collections}


def text_of(axes, gid):
    return next(text.get_text() for text in axes.texts if text.get_gid() == gid)
