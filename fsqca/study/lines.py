"""On which line of a TOML text a key, a table or an element of an array stands.

Parsers of TOML give values without places. This scan gives places without values: it reads a text that
a parser has accepted, so it need not check anything.
"""

from __future__ import annotations

import tomllib
from typing import TypeAlias

#: Keys and positions in arrays, from the top of the file: ``("untenable", 0, "exclude")``.
Path: TypeAlias = tuple[str | int, ...]

_SPACE = " \t"


def line_index(text: str) -> dict[Path, int]:
    r"""Return the line, counted from 1, of every table, key and element of an array.

    Parameters
    ----------
    text : str
        A well-formed TOML text.

    Examples
    --------
    >>> index = line_index('title = "A"\n[[parts]]\nsize = {low = 1,\n high = [2, 3]}\n')
    >>> index["parts", 0, "size", "low"], index["parts", 0, "size", "high", 1]
    (3, 4)
    """
    return _Scan(text.replace("\r\n", "\n")).run()


def nearest_line(index: dict[Path, int], path: Path) -> int | None:
    """Return the line of a path, or of the innermost part of the file around it that has one."""
    for end in range(len(path), 0, -1):
        if path[:end] in index:
            return index[path[:end]]
    return None


class _Scan:
    """One pass over the text, with the place where it is."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.line = text, 0, 1
        self.index: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(newlines=True):
            if self.text.startswith("[[", self.place):
                table = self._resolve(self._header(2), new_element=True)
                self._note(table)
            elif self.text[self.place] == "[":
                table = self._resolve(self._header(1), new_element=False)
                self._note(table)
            else:
                self._pair(table)
        return self.index

    def _note(self, path: Path, line: int | None = None) -> None:
        for end in range(1, len(path) + 1):
            self.index.setdefault(path[:end], self.line if line is None else line)

    def _resolve(self, keys: list[str], *, new_element: bool) -> Path:
        """Return the path of a header: a key that names an array of tables means its last one."""
        path: Path = ()
        for position, key in enumerate(keys):
            path += (key,)
            if new_element and position == len(keys) - 1:
                number = self.lengths.get(path, 0)
                self.lengths[path] = number + 1
                return (*path, number)
            if path in self.lengths:
                path += (self.lengths[path] - 1,)
        return path

    def _header(self, brackets: int) -> list[str]:
        self.place += brackets
        keys = self._keys("]")
        self.place += brackets
        return keys

    def _keys(self, end: str) -> list[str]:
        """Return the parts of a dotted key; the sign that ends it is next."""
        keys = []
        while True:
            self._skip()
            start = self.place
            if self.text[start] in "\"'":
                self._string()
                keys.append(str(tomllib.loads(f"key = {self.text[start : self.place]}")["key"]))
            else:
                while self.text[self.place] not in f"{_SPACE}.{end}":
                    self.place += 1
                keys.append(self.text[start : self.place])
            self._skip()
            if self.text[self.place] == end:
                return keys
            self.place += 1

    def _pair(self, table: Path) -> None:
        line = self.line
        path = (*table, *self._keys("="))
        self._note(path, line)
        self.place += 1
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        sign = self.text[self.place]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline(path)
        else:
            while self.place < len(self.text) and self.text[self.place] not in ",]}#\n":
                self.place += 1

    def _array(self, path: Path) -> None:
        self.place += 1
        number = 0
        while self._skip(newlines=True) and self.text[self.place] != "]":
            self._note((*path, number))
            self._value((*path, number))
            number += 1
            self._skip(newlines=True)
            if self.text[self.place] == ",":
                self.place += 1
        self.place += 1

    def _inline(self, path: Path) -> None:
        self.place += 1
        while self._skip(newlines=True) and self.text[self.place] != "}":
            self._pair(path)
            self._skip(newlines=True)
            if self.text[self.place] == ",":
                self.place += 1
        self.place += 1

    def _string(self) -> None:
        sign = self.text[self.place]
        quote = sign * 3 if self.text.startswith(sign * 3, self.place) else sign
        self.place += len(quote)
        while not self.text.startswith(quote, self.place):
            if self.text[self.place] == "\\" and sign == '"':
                self.place += 1
            if self.text[self.place] == "\n":
                self.line += 1
            self.place += 1
        self.place += len(quote)
        # A text in three quotes may end with one or two more of them.
        while len(quote) == 3 and self.text.startswith(sign, self.place):
            self.place += 1

    def _skip(self, *, newlines: bool = False) -> bool:
        """Go past spaces, and past comments and ends of lines if asked to; return whether text is left."""
        while self.place < len(self.text):
            sign = self.text[self.place]
            if sign == "\n" and newlines:
                self.line += 1
            elif sign == "#" and newlines:
                while self.place < len(self.text) and self.text[self.place] != "\n":
                    self.place += 1
                continue
            elif sign not in _SPACE:
                return True
            self.place += 1
        return False
