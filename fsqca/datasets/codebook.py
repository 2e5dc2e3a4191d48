"""The code book of the synthetic survey: constructs, items and backgrounds, all in words of our own."""

from __future__ import annotations

import pandas as pd

#: Items of each construct. The order of constructs and items is that of the columns.
_CONSTRUCTS = {
    "TF": ("technology foresight", 4),
    "AD": ("adaptability", 4),
    "AG": ("agility", 4),
    "RB": ("rule-bending", 4),
    "CF": ("customer focus", 4),
    "DSO": ("digital service orientation", 5),
}

#: All item columns in order.
ITEMS = tuple(f"{name}{number}" for name, (_, count) in _CONSTRUCTS.items() for number in range(1, count + 1))

#: Items worded the other way round: a high answer means little of the construct.
REVERSED = ("CF3",)

_WORDINGS = {
    "TF1": "We look ahead to what new digital technology could do for our services.",
    "TF2": "We notice early which digital technologies will matter in our field.",
    "TF3": "We discuss regularly how coming technology may change our work.",
    "TF4": "We try out digital tools before we are asked to.",
    "AD1": "We change the way we work when circumstances change.",
    "AD2": "New routines take hold quickly among us.",
    "AD3": "We learn from projects that did not go as planned.",
    "AD4": "We give up habits that no longer serve their purpose.",
    "AG1": "We decide fast when something unexpected happens.",
    "AG2": "We move people and time quickly to where they are needed.",
    "AG3": "Urgent requests are answered without long rounds of approval.",
    "AG4": "We can put a new idea into practice at short notice.",
    "RB1": "We find ways around rules that stand in the way of good service.",
    "RB2": "We use unofficial solutions where the official ones do not work.",
    "RB3": "We depart from procedures if that solves a problem sooner.",
    "RB4": "Now and then we act first and ask for permission afterwards.",
    "CF1": "We know what our customers want to achieve.",
    "CF2": "We ask customers for their view before we change a service.",
    "CF3": "What customers say seldom changes what we do.",
    "CF4": "The success of the customer guides our daily work.",
    "DSO1": "Digital services are a central part of what we offer.",
    "DSO2": "We think of digital services first when we meet a new need.",
    "DSO3": "We use data from equipment in the field to improve services.",
    "DSO4": "We are convinced that our future lies in digital services.",
    "DSO5": "We present digital services to customers with confidence.",
}

_BACKGROUNDS = {
    "function": ("Business function", "service operations; service sales"),
    "region": (
        "Region of work",
        "Europe; North America; Asia-Pacific; Latin America; Middle East and Africa",
    ),
    "role": ("Role within the function", "four roles in each function"),
    "tenure": ("Time with the company", "whole years"),
    "age_group": ("Age group", "under 30; 30-39; 40-49; 50 and over"),
}


def digital_service_constructs() -> dict[str, tuple[str, ...]]:
    """Return the items of each construct of the synthetic survey, as `score_constructs` takes them.

    Returns
    -------
    dict of str to tuple of str
        The five conditions TF, AD, AG, RB and CF, and the outcome DSO; a new dict each time.

    See Also
    --------
    digital_service_reverse_items : the items to be given as ``reverse``.

    Examples
    --------
    >>> digital_service_constructs()["DSO"]
    ('DSO1', 'DSO2', 'DSO3', 'DSO4', 'DSO5')
    """
    return {
        name: tuple(f"{name}{number}" for number in range(1, count + 1))
        for name, (_, count) in _CONSTRUCTS.items()
    }


def digital_service_reverse_items() -> tuple[str, ...]:
    """Return the items of the synthetic survey that are worded the other way round.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> digital_service_reverse_items()
    ('CF3',)
    """
    return REVERSED


def describe_digital_service() -> pd.DataFrame:
    """Return the code book of the synthetic survey: what every column is.

    The wording of the items is our own. It paraphrases what the constructs are about, and it is not the
    wording of Sklyar et al. (2025), whose items are not public. Nobody was ever asked these questions: the
    answers are synthetic.

    Returns
    -------
    pandas.DataFrame
        One row per column of `digital_service`, index ``column``, with

        - ``construct``: what the item measures, or "background"
        - ``wording``: the item in our own words, or what the background is
        - ``scale``: the values that can occur
        - ``reversed``: True where a high answer means little of the construct
        - ``synthetic``: True for every column
        - ``wording_by``: "ours" for every item, "" for backgrounds

    Examples
    --------
    >>> book = describe_digital_service()
    >>> book.loc["CF3", "construct"], book.loc["CF3", "wording_by"]
    ('customer focus', 'ours')
    >>> bool(book["synthetic"].all())
    True
    """
    scale = "1 (do not agree at all) to 7 (agree completely)"
    rows = [("background", text, values, False, True, "") for text, values in _BACKGROUNDS.values()]
    for name, items in digital_service_constructs().items():
        label = _CONSTRUCTS[name][0]
        rows += [(label, _WORDINGS[item], scale, item in REVERSED, True, "ours") for item in items]
    return pd.DataFrame(
        rows,
        columns=["construct", "wording", "scale", "reversed", "synthetic", "wording_by"],
        index=pd.Index([*_BACKGROUNDS, *ITEMS], name="column"),
    )
