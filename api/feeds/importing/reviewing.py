"""What a plan would do, as lines for whoever decides on it, and a digest that it is held to."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from api.domain.ids import Code, encode
from api.domain.import_words import ImportCount, Reviewed
from api.feeds.importing.merging import Thing, comparable, shown_name
from api.feeds.importing.plan import Outcome, Plan, Step
from api.feeds.values import ImportedFeed, Severity

MOST_PROBLEMS = 200_000
_SHOWN = (Code.VENUE, Code.GROUP, Code.MEETING)
_REFERRING = {"group_id": Code.GROUP, "venue_ids": Code.VENUE}


class Review:
    """The lines of one plan: all but what stays as it is."""

    def __init__(self, plan: Plan, feed: ImportedFeed) -> None:
        self._plan, self._feed = plan, feed
        # An id that was only just made says nothing, and differs from one run to the next.
        self._new = {str(step.after.id) for step in plan.steps if step.before is None}

    def changes(self) -> Iterator[dict[str, Any]]:
        """Return a line for each thing that does not stay as it is; made when it is asked for."""
        for step in self._plan.steps:
            if step.outcome is not Outcome.UNCHANGED or step.kept:
                yield self._line(step)

    def problems(self) -> Iterator[dict[str, Any]]:
        """Return what is wrong with rows, the refused ones first; bounded."""
        found = sorted(
            (list(Severity).index(problem.severity), row.index, place, row, problem)
            for row in self._feed.rows
            for place, problem in enumerate(row.problems)
        )
        for _, _, _, row, problem in islice(found, MOST_PROBLEMS):
            yield {
                "row": row.number,
                "external_ids": list(row.external_ids),
                "severity": problem.severity.value,
                "code": problem.code,
                "field": problem.field,
                "message": problem.message,
            }

    def reviewed(self) -> Reviewed:
        refused = sum(row.refused for row in self._feed.rows)
        digest = hashlib.sha256()
        for line in self.changes():
            digest.update(orjson.dumps(line, option=orjson.OPT_SORT_KEYS, default=str))
        return Reviewed(
            rows_read=len(self._feed.rows) - refused,
            rows_refused=refused,
            counts=tuple(self._count(kind) for kind in _SHOWN),
            digest=digest.hexdigest(),
            too_many_removals=self._plan.too_many_removals,
        )

    def _count(self, kind: Code) -> ImportCount:
        of = self._plan.counts[kind]
        return ImportCount(
            thing=kind.name,
            created=of[Outcome.NEW],
            changed=of[Outcome.CHANGED],
            removed=of[Outcome.REMOVED],
            kept=of[Outcome.KEPT],
            unchanged=of[Outcome.UNCHANGED],
        )

    def _line(self, step: Step[Any]) -> dict[str, Any]:
        return {
            "thing": step.kind.name,
            "thing_id": None if step.before is None else step.before.id,
            "external_id": step.external_id,
            "name": step.after.name,
            "outcome": step.outcome.value,
            "fields": [] if step.before is None else self._fields(step.before, step),
        }

    def _fields(self, here: Thing, step: Step[Any]) -> list[dict[str, Any]]:
        before, after = comparable(here), comparable(step.after)
        return [
            {
                "field": shown_name(name),
                "here": self._told(name, before[name]),
                "said": self._told(name, step.said.get(name, _unsaid(name, step, after))),
                "kept": name in step.kept,
            }
            for name in before
            if name in step.kept or (before[name] != after[name] and name != "imported_at")
        ]

    def _told(self, name: str, value: object) -> str | None:
        """Return a value as text; anything but a text as JSON, ids as the world sees them."""
        if value is None or isinstance(value, str):
            return self._named(name, value)
        if isinstance(value, list):
            value = [self._named(name, each) for each in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
        return orjson.dumps(value).decode()

    def _named(self, name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        code = _REFERRING.get(name)
        if code is None or value is None:
            return value
        return "new" if value in self._new else encode(code, UUID(value))


def _unsaid(name: str, step: Step[Any], after: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return what stands for a field of which nothing is kept that the feed says."""
    return None if name in step.kept else after[name]
