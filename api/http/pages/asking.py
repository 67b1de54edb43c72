"""Asking our own schema, in this process, as anybody may over HTTP."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import orjson

from api.domain.access import ANYBODY, Viewer
from api.schema.execution import Asked, Executor
from api.schema.messages import ErrorCode

type Json = dict[str, Any]

_FOLDER: Final = Path(__file__).parent / "documents"
_SPREAD: Final = re.compile(r"\.\.\.(\w+)")


def _read(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.graphql"))}


def _with_fragments(document: str, fragments: dict[str, str]) -> str:
    """Return a document with the fragments that several share: those that it names."""
    named = sorted(fragments.keys() & set(_SPREAD.findall(document)))
    return "\n".join((document, *(fragments[name] for name in named)))


_FRAGMENTS: Final = _read(_FOLDER / "fragments")
DOCUMENTS: Final = {
    name: _with_fragments(text, _FRAGMENTS) for name, text in _read(_FOLDER).items()
}
DEADLINE_SECONDS: Final = 5.0
_VARIABLE: Final = re.compile(r"Variable '\$(\w+)'(?: at '([^']+)')?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be asked: the argument at fault, outermost first, and words for a person."""

    argument: tuple[str, ...]
    message: str


class Refused(Exception):
    """A question whose arguments cannot be used, each with its problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("A question was refused for its arguments.")
        self.problems = problems


class NotAnswered(Exception):
    """A document of ours that failed for anything but the values that a reader gave."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the documents of the pages."""

    executor: Callable[[], Executor]

    async def ask(self, document: str, **variables: object) -> Json:
        """Return the ``data`` of a document of ours, as nobody in particular gets it."""
        return await self.ask_as(ANYBODY, document, variables)

    async def ask_as(
        self, viewer: Viewer, document: str, variables: Json, *, changes: bool = False
    ) -> Json:
        """Return the ``data`` of a document of ours, which only ``changes`` something if so named.

        Raises Refused if a value that a reader gave cannot be used, NotAnswered for any other
        error, RequestRefused for a viewer who may not ask it, TimeoutError after five seconds.
        """
        asked = Asked(
            query=DOCUMENTS[document],
            operation_name=None,
            variables=variables,
            viewer=viewer,
            now=datetime.now(UTC),
            request_id=token_hex(8),
            queries_only=not changes,
        )
        async with asyncio.timeout(DEADLINE_SECONDS):
            response = await self.executor().run(asked)
        answer: Json = orjson.loads(response.body)
        if answer.get("errors"):
            raise _failure(answer["errors"])
        return answer["data"]


def _failure(errors: list[Json]) -> Refused | NotAnswered:
    codes = {error["extensions"]["code"] for error in errors}
    if codes != {ErrorCode.BAD_USER_INPUT}:
        return NotAnswered(", ".join(sorted(codes)))
    return Refused(tuple(Problem(_argument(error), error["message"]) for error in errors))


def _argument(error: Json) -> tuple[str, ...]:
    named = error["extensions"].get("argument")
    if named:
        return tuple(str(part) for part in named)
    variable = _VARIABLE.match(error["message"])
    if variable is None:
        return ()
    return (variable[1], *re.findall(r"[A-Za-z_]\w*", variable[2] or ""))
