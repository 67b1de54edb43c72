"""Cursor arguments: read once for each bind that a page needs of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.domain.errors import InvalidInput
from api.persistence.reading import cursors
from api.persistence.reading.ask import ArgumentRefused, Ask, Request
from api.persistence.reading.given import Given

type Asked = Callable[[Request], bytes]
"""Reads the keyed hash of the question that a list answers."""


@dataclass(slots=True)
class CursorReader:
    """Reads one cursor argument; ``parsers`` are known only once the order is."""

    ask: Ask
    given: Given
    asked: Asked
    parsers: list[Callable[[object], object]] = field(default_factory=list[Any])

    def position(self, request: Request) -> cursors.Position:
        return self._read(lambda text, asked: cursors.parse(text, asked, self.parsers), request)

    def instant(self, request: Request) -> datetime:
        return self._read(cursors.instant, request)

    def _read[T](self, read: Callable[[object, bytes], T], request: Request) -> T:
        try:
            return read(self.given.read(request.variables), self.asked(request))
        except InvalidInput as refusal:
            raise ArgumentRefused(refusal, self.ask.path, self.given.path) from None

    def value(self, index: int, request: Request) -> object:
        return self.position(request).values[index]

    def id(self, request: Request) -> object:
        return self.position(request).id
