"""What may enter: the constructs and their items, and answers that fit the scale."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from fsqca._checks import check_number, listed, unknown_names
from fsqca._types import Bools, Floats
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_LEADING_CODE = re.compile(r"\s*-?\d+(?![\d.,])")


def check_constructs(constructs: object) -> dict[str, tuple[str, ...]]:
    """Return the items of each construct as tuples, checked."""
    example = '{"TF": ["TF1", "TF2"]}'
    if not isinstance(constructs, Mapping):
        raise ArgumentTypeError(
            f"constructs must be a mapping from each construct to its items, such as {example}, "
            f"not {type(constructs).__name__}."
        )
    if not constructs:
        raise ArgumentError(f"constructs is empty. Name at least one construct with its items: {example}.")
    result: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for construct, items in constructs.items():
        if isinstance(items, str) or not isinstance(items, Iterable):
            raise ArgumentTypeError(
                f"The items of construct {construct!r} must be a sequence of column names, not {items!r}. "
                f"For a single item write [{items!r}]."
            )
        result[construct] = tuple(items)
        if not result[construct]:
            raise ArgumentError(
                f"Construct {construct!r} has no items. Name them, or leave the construct out."
            )
        for item in result[construct]:
            if not isinstance(item, Hashable):
                raise ArgumentTypeError(
                    f"The items of construct {construct!r} must be names of columns, not {item!r}."
                )
            if item in owner:
                twice = f"in construct {construct!r} twice"
                both = f"in two constructs, {owner[item]!r} and {construct!r}"
                where = twice if owner[item] == construct else both
                raise ArgumentError(f"Item {item!r} is {where}. Give each item to one construct, once.")
            owner[item] = construct
    return result


def check_reverse(reverse: str | Iterable[str], items_of: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the items to be turned, each once, all of them in a construct."""
    if isinstance(reverse, Mapping) or not isinstance(reverse, (str, Iterable)):
        raise ArgumentTypeError(
            f"reverse must be the items worded the other way round, such as ['TF3'], not {reverse!r}. "
            "Leave it out where there are none."
        )
    turned = (reverse,) if isinstance(reverse, str) else tuple(dict.fromkeys(reverse))
    known = [item for items in items_of.values() for item in items]
    unknown = [item for item in turned if item not in known]
    if unknown:
        plural, verb = ("", "is") if len(unknown) == 1 else ("s", "are")
        raise ArgumentError(
            f"reverse names the item{plural} {listed(unknown, 10)}, which {verb} in no construct. "
            f"Items of the constructs: {listed(known, 40)}."
        )
    return turned


def check_scale(scale: object, argument: str = "scale") -> tuple[float, float]:
    """Return the lowest and the highest answer as floats."""
    if isinstance(scale, str) or not isinstance(scale, Sequence) or len(scale) != 2:
        raise ArgumentTypeError(
            f"{argument} must be the lowest and the highest answer, such as (1, 7), not {scale!r}."
        )
    low, high = check_number(f"{argument}[0]", scale[0]), check_number(f"{argument}[1]", scale[1])
    if low >= high:
        raise ArgumentError(
            f"{argument} is ({low:g}, {high:g}), but the lowest answer must be below the highest."
        )
    return low, high


def check_scales(scale: object, items_of: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Return the lowest and the highest answer of each construct."""
    if not isinstance(scale, Mapping):
        return dict.fromkeys(items_of, check_scale(scale))
    unknown = [name for name in scale if name not in items_of]
    if unknown:
        raise unknown_names("construct", unknown, list(items_of), "constructs (scale)")
    without = [name for name in items_of if name not in scale]
    if without:
        raise ArgumentError(
            f"scale says nothing of {listed(without)}. Give each construct its lowest and highest answer, or "
            "one pair for all."
        )
    return {name: check_scale(scale[name], f"scale[{name!r}]") for name in items_of}


def check_share(name: str, value: object) -> float:
    """Return a number in (0, 1]."""
    number = check_number(name, value)
    if not 0.0 < number <= 1.0:
        hint = f" Did you mean {number / 100:g}?" if 1.0 < number <= 100.0 else ""
        raise ArgumentError(f"{name} is {number:g}, but it must be greater than 0 and at most 1.{hint}")
    return number


def take_answers(
    frame: pd.DataFrame, ends: Mapping[str, tuple[float, float]], *, one_scale: bool = True
) -> dict[str, Floats]:
    """Return a copy of the answers to each item as floats, NaN for no answer, checked against its scale."""
    items = list(ends)
    unknown = [item for item in items if item not in frame.columns]
    if unknown:
        raise unknown_names("item", unknown, list(frame.columns), "data")
    not_numeric = [item for item in items if not _is_real(frame[item])]
    if not_numeric:
        raise _not_numeric(frame, not_numeric)
    answers = {item: frame[item].to_numpy(dtype=np.float64, na_value=np.nan).copy() for item in items}
    outside = {item: (answers[item] < low) | (answers[item] > high) for item, (low, high) in ends.items()}
    wrong = [item for item in items if outside[item].any()]
    if wrong:
        others = f" The same is wrong with {listed(wrong[1:])}." if len(wrong) > 1 else ""
        first = _out_of_scale(wrong[0], answers[wrong[0]], outside[wrong[0]], frame.index)
        low, high = ends[wrong[0]]
        used = "scale=(low, high)" if one_scale else "scale={construct: (low, high)}"
        raise DataError(
            f"{first}, but the scale runs from {low:g} to {high:g}.{others} Correct the answers, "
            f"set codes for no answer to NaN, or pass the scale that was used: {used}."
        )
    return answers


def _not_numeric(frame: pd.DataFrame, items: Sequence[str]) -> DataError:
    """Return the error for answers that are no numbers, with a way out that fits them."""
    plural, verb = ("", "is") if len(items) == 1 else ("s", "are")
    head = f"Item{plural} {listed(items)} in data {verb} not numeric"
    name = items[0]
    column = frame[name]
    kinds = list(dict.fromkeys(column.dropna().tolist()))
    if not kinds or not all(isinstance(kind, str) for kind in kinds):
        return DataError(
            f"{head} ({listed([str(frame[item].dtype) for item in items])}). "
            "Turn answers into numbers first, for example with pandas.to_numeric."
        )
    shown = f"{head}: {name!r} holds the texts {listed(kinds)}."
    if all(_NUMBER.fullmatch(kind.strip()) for kind in kinds):
        return DataError(f"{shown} Turn them into numbers: pandas.to_numeric(data[{name!r}]).")
    if all(_LEADING_CODE.match(kind) for kind in kinds):
        way = f"data[{name!r}].str.extract(r'^\\s*(-?\\d+)')[0].astype(float)"
        return DataError(f"{shown} They begin with their code: keep the numbers with {way}.")
    example = f"data[{name!r}].map({{{kinds[0]!r}: 1, ...}})"
    return DataError(
        f"{shown} Give each answer its number, for example {example}, and set texts that are no answer to "
        "NaN."
    )


def _is_real(column: pd.Series) -> bool:
    dtype = column.dtype
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)


def _out_of_scale(item: str, answers: Floats, outside: Bools, cases: pd.Index) -> str:
    """Return which answers to the item the scale does not have, and whose they are."""
    values = answers[outside]
    shown = ", ".join(f"{value:g}" for value in values[:5])
    more = f" and {len(values) - 5} more" if len(values) > 5 else ""
    noun = "answer" if len(values) == 1 else "answers"
    whose = f"{'case' if len(values) == 1 else 'cases'} {listed(cases[outside])}"
    return f"Item {item!r} in data has the {noun} {shown}{more} (in {whose})"
