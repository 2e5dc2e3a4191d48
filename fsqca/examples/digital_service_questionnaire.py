"""The questionnaire of the example: what the constructs are called, and what their items ask."""

from __future__ import annotations

import pandas as pd

from fsqca import datasets
from fsqca.examples.digital_service_orientation import Analysis
from fsqca.report import Table

NAMES = {
    "TF": "technology foresight",
    "AD": "adaptability",
    "AG": "agility",
    "RB": "rule-bending",
    "CF": "customer focus",
    "DSO": "digital service orientation",
}


def constructs_table(a: Analysis) -> Table:
    """Return the constructs with their names, and the wording of the first item of each."""
    book = datasets.describe_digital_service()
    constructs = pd.DataFrame(
        {
            "name": [NAMES[name] for name, _ in a.scores.constructs],
            "items": [len(items) for _, items in a.scores.constructs],
            "reversed": [
                ", ".join(item for item in items if item in a.scores.reverse)
                for _, items in a.scores.constructs
            ],
            "first item": [str(book.loc[items[0], "wording"]) for _, items in a.scores.constructs],
        },
        index=pd.Index([name for name, _ in a.scores.constructs], name="construct"),
    )
    return Table(constructs, "The constructs, each measured on a scale from 1 to 7")


__all__ = ["NAMES", "constructs_table"]
