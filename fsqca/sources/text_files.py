"""Text files of columns (CSV), scanned in pieces by the rules of `read`.

The first lines are read by `read`, which finds separator, decimal mark, encoding and what is a number; the
rest follows them, and a cell that does not is refused.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca.errors import DataError
from fsqca.reading.cells import BLANKS, NOT_A_NUMBER
from fsqca.sources.arrow import check_stamp, stamp_of
from fsqca.sources.source import Chunk, ChunkedSource, Columns, chunk_rows

#: How much of the file is read to find out how it is written.
HEAD_BYTES = 1 << 18
#: Later versions of pandas read numbers exactly, and warn where they are asked to.
EXACT: dict[str, Any] = {"float_precision": "round_trip"} if pd.__version__.startswith("2.") else {}


class TextSource(ChunkedSource):
    """A CSV file."""

    def __init__(self, path: Path) -> None:
        from fsqca.reading import read

        self.path = path
        self.label = repr(path.name)
        self.stamp = stamp_of(path)
        wide = _head(path).startswith((b"\xff\xfe", b"\xfe\xff"))
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / path.name
            first.write_bytes(_head(path))
            head = read(first)
        self.separator = head.settings.separator or ","
        self.decimal = head.settings.decimal or "."
        self.encoding = "utf-16" if wide else (head.settings.encoding or "utf-8-sig")
        self.skipped, self.header = self._header()
        self._check_end()
        self.kinds = {}
        self.truths = set()
        for name in head.data.columns:
            column = head.data[name]
            number = pd.api.types.is_numeric_dtype(column.dtype) or bool(column.isna().all())
            self.kinds[name] = "" if number else "text"
            if pd.api.types.is_bool_dtype(column.dtype):
                self.truths.add(name)

    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks of the columns asked for, their cells typed."""
        check_stamp(self.path, self.stamp, self.label)
        words = [*BLANKS, *(form for word in NOT_A_NUMBER for form in (word, word.upper())), "NaN"]
        blanks: dict[Any, Any] = {name: words if floats else list(BLANKS) for name, floats in columns.items()}
        with pd.read_csv(
            self.path,
            sep=self.separator,
            decimal=self.decimal,
            encoding=self.encoding,
            header=None,
            names=self.header,
            index_col=False,
            skiprows=self.skipped,
            dtype={name: str for name in columns if self.kinds[name]},
            na_values=blanks,
            keep_default_na=False,
            skipinitialspace=True,
            low_memory=False,
            **EXACT,
            # All columns are parsed: only then is a line with too many fields found.
            chunksize=min(rows, chunk_rows(len(self.header))),
        ) as reader:
            first = 1
            for frame in reader:
                yield {
                    name: self._numbers(name, frame[name], first)
                    if floats
                    else frame[name].astype(object).to_numpy()
                    for name, floats in columns.items()
                }
                first += len(frame)
        check_stamp(self.path, self.stamp, self.label)

    def _header(self) -> tuple[int, list[str]]:
        """Return how many lines come before the first row of data, and the names of all columns."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.separator)
            for row in reader:
                blank = not any(cell.strip() for cell in row)
                hint = reader.line_num == 1 and row[0].strip('"').startswith("sep=") if row else False
                if not blank and not hint:
                    cells = [cell.strip() for cell in row]
                    return reader.line_num, [
                        cell or f"column {place} without a name" for place, cell in enumerate(cells, 1)
                    ]
        raise DataError(f"{self.label} is empty.")

    def _check_end(self) -> None:
        """Raise if the last line has too few fields: the file was cut short."""
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            start = max(0, size - HEAD_BYTES)
            file.seek(start + start % 2)
            lines = file.read().decode(self._encoding_inside(), errors="ignore").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "")
        if last == lines[0] or '"' in last:
            return
        fields = last.rstrip("\r").split(self.separator)
        if len(fields) < len(self.header):
            raise DataError(
                f"The last line of {self.label} has {counted(len(fields), 'field')}, but the header has "
                f"{len(self.header)}: the file may have been cut short. Write it again."
            )

    def _encoding_inside(self) -> str:
        """Return the encoding of the file after its first bytes."""
        if self.encoding != "utf-16":
            return self.encoding.removesuffix("-sig")
        with self.path.open("rb") as file:
            return "utf-16-le" if file.read(2) == b"\xff\xfe" else "utf-16-be"

    def _numbers(self, name: str, column: pd.Series[Any], first: int) -> Any:
        """Return the cells as floats, or raise with the first ones that are no numbers."""
        if pd.api.types.is_numeric_dtype(column.dtype):
            return column.to_numpy(dtype=np.float64)
        texts = column.where(column.isna(), column.astype(str).str.strip())
        texts = texts.mask(texts.str.lower().isin([*BLANKS, *NOT_A_NUMBER]))
        plain = texts.str.replace(self.decimal, ".", regex=False)
        if self.decimal == ",":
            # 1.234 may be a thousand and more, or a decimal point: read() refuses it too.
            plain = plain.mask(texts.str.contains(".", regex=False, na=False))
        if name in self.truths:
            words = texts.str.lower()
            plain = plain.mask(words == "true", "1").mask(words == "false", "0")
        numbers = pd.to_numeric(plain, errors="coerce")
        wrong = np.flatnonzero(numbers.isna() & texts.notna())
        if len(wrong):
            rows = [first + place for place in wrong.tolist()]
            raise DataError(
                f"Column {name!r} of {self.label} holds {listed(texts.iloc[wrong[:3]], 3)} (data row "
                f"{listed(rows, 3)}), but its first rows hold numbers with the decimal mark "
                f"{self.decimal!r}. Mend these cells, or read the file with fsqca.read(), which takes "
                "missing_codes."
            )
        return numbers.to_numpy(dtype=np.float64)


def _head(path: Path) -> bytes:
    """Return the first lines of a file, whole ones."""
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES)
        if not file.read(1):
            return raw
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    end = raw.rfind(b"\n") + 1
    if wide:
        end += (end % 2) if raw.startswith(b"\xff\xfe") else 0
    return raw[:end] if end else raw
