"""Whether a sheet says what is here, found out as an import would: by planning it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.groups import Group
from api.domain.ids import Code, encode
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.venues import Venue
from api.feeds.importing.arriving import Slugs
from api.feeds.importing.known import Known
from api.feeds.importing.merging import FIELDS, comparable
from api.feeds.importing.options import Options
from api.feeds.importing.plan import Plan, Step
from api.feeds.importing.planning import Planner
from api.feeds.spreadsheet.columns import GROUP_CELLS, MEETING_CELLS, UNCHANGED, WHERE
from api.feeds.spreadsheet.reading import read_sheet

type Cells = dict[str, str]

_ROUNDS = 4
_IDS = ("location_id", "conference_url_id", "conference_phone_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a network has: groups in the order of the sheet, with their meetings and venues.

    ``keys`` are what the source of the sheet knows things by; the others go by our own ids.
    """

    network: Network
    groups: tuple[Group, ...]
    meetings: Mapping[UUID, tuple[Meeting, ...]]
    venues: Mapping[UUID, Venue]
    keys: Mapping[UUID, str]
    now: datetime

    def key(self, code: Code, thing_id: UUID) -> str:
        return self.keys.get(thing_id) or encode(code, thing_id)


class NotSaid(Exception):
    """A sheet that says something else than what is here, whatever is left out of it."""


def leave_unchanged(
    content: Content, rows: list[Cells], as_csv: Callable[[Iterable[Cells]], str]
) -> None:
    """Mark whatever would change something if the rows were imported as they are.

    Raises NotSaid should that not come to an end.
    """
    known = _known(content)
    for _ in range(_ROUNDS):
        sheet = read_sheet(as_csv(rows).encode(), most_rows=len(rows))
        refused = [row.index for row in sheet.feed.rows if row.refused]
        options = Options(network=content.network.slug, source="csv", founds=False)
        owner, now = content.network.organisation_id, content.now
        planner = Planner(
            feed=sheet.feed, options=options, organisation_id=owner, known=known, now=now
        )
        plan = planner.plan(None)
        if not _mark(rows, plan) and not refused:
            return
        for index in refused:
            _leave(rows[index], [name for names in MEETING_CELLS.values() for name in names])
    raise NotSaid("A sheet cannot say what is here.")


def _mark(rows: list[Cells], plan: Plan) -> bool:
    """Mark the cells of fields that would change; return whether there were any."""
    found = False
    for steps, columns, cells in (
        (plan.groups, ("group_id",), GROUP_CELLS),
        (plan.meetings, ("slug",), MEETING_CELLS),
        (plan.venues, _IDS, dict.fromkeys(FIELDS[Code.VENUE], WHERE)),
    ):
        wrong = {step.external_id: names for step in steps if (names := _changed(step))}
        found = found or bool(wrong)
        for row in rows:
            for name in columns:
                for field in wrong.get(row.get(name, ""), ()):
                    _leave(row, cells.get(field, WHERE))
    return found


def _changed(step: Step[Any]) -> list[str]:
    if step.before is None:
        return []
    before, after = comparable(step.before), comparable(step.after)
    return [name for name in FIELDS[step.kind] if before[name] != after[name]]


def _leave(row: Cells, names: Iterable[str]) -> None:
    kept = {name: row[name] for name in ("slug", "group_id") if name in row}
    row.update(dict.fromkeys(names, UNCHANGED))
    row.update(kept)


def _known(content: Content) -> Known:
    """Return what is here as an import finds it that names everything by these keys."""
    meetings = {each.id: each for some in content.meetings.values() for each in some}
    things: tuple[tuple[Code, Iterable[UUID]], ...] = (
        (Code.GROUP, [each.id for each in content.groups]),
        (Code.MEETING, meetings),
        (Code.VENUE, content.venues),
    )
    return Known(
        network=content.network,
        records={},
        venues=content.venues,
        groups={each.id: each for each in content.groups},
        meetings=meetings,
        slugs={Code.GROUP: Slugs(), Code.MEETING: Slugs()},
        spared=frozenset(),
        adopted={(code, content.key(code, each)): each for code, ids in things for each in ids},
    )
