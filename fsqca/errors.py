"""Errors and warnings of fsqca.

Every error is an :class:`FsqcaError` and also the builtin exception that a caller would catch
(``ValueError``, ``KeyError``, ``TypeError`` or ``ImportError``). A message names the argument, says what was
wrong with the offending values, what is allowed, and what to do next.
"""

from __future__ import annotations


class FsqcaError(Exception):
    """Root of all errors raised on purpose by fsqca."""


class ArgumentError(FsqcaError, ValueError):
    """An argument has a value that is not allowed."""


class ArgumentTypeError(FsqcaError, TypeError):
    """An argument is of the wrong type."""


class DataError(FsqcaError, ValueError):
    """The data cannot be used as they are: not calibrated, missing, duplicated or empty."""


class UnknownNameError(FsqcaError, KeyError):
    """A set, condition, column or row was named that does not exist."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; a sentence should read as a sentence.
        return str(self.args[0]) if self.args else ""


class ExpressionError(FsqcaError, ValueError):
    """A text is not a set expression; the message shows the text with the place marked."""


class ModelAmbiguityError(FsqcaError, ValueError):
    """One model was asked for where there are several, or none."""


class TooLargeError(FsqcaError, ValueError):
    """A table that was asked for would be too large to make."""


class OutputExistsError(ArgumentError):
    """The file to write exists, or the folder to write into is not empty."""


class MissingExtraError(FsqcaError, ImportError):
    """An optional library is not installed; the message holds the line that installs it."""


class FsqcaWarning(UserWarning):
    """Root of all warnings of fsqca."""


class CrossoverWarning(FsqcaWarning):
    """Cases have a membership of exactly 0.5 in a condition and therefore belong to no configuration."""


class UndefinedValueWarning(FsqcaWarning):
    """Cases have a value of a condition where the condition is not defined; it is ignored."""


class AggregationWarning(FsqcaWarning):
    """Respondents were brought together to cases although some do not agree, stand alone or were left out."""


class UncalibratedWarning(FsqcaWarning):
    """A column of whole numbers has so many values that it may be a raw score rather than a set."""


class CalibrationWarning(FsqcaWarning):
    """A calibration could be computed, but its curve or its thresholds depend on something arbitrary."""


class FigureFontWarning(FsqcaWarning):
    """A figure has letters that no installed font has, or that are set in the wrong order."""


__all__ = [
    "AggregationWarning",
    "ArgumentError",
    "ArgumentTypeError",
    "CalibrationWarning",
    "CrossoverWarning",
    "DataError",
    "ExpressionError",
    "FigureFontWarning",
    "FsqcaError",
    "FsqcaWarning",
    "MissingExtraError",
    "ModelAmbiguityError",
    "OutputExistsError",
    "TooLargeError",
    "UncalibratedWarning",
    "UndefinedValueWarning",
    "UnknownNameError",
]
