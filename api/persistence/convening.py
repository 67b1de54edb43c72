"""Meetings in the hands of their organisation: created and changed on the terms that are said.

The rules come from the vocabulary and the organisation's venues, which are read once however many
meetings are written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from api.domain.errors import NotFound
from api.domain.ids import Code, decode
from api.domain.meeting_actions import MeetingAction
from api.domain.meeting_rules import IN_WORDS, meeting_rules
from api.domain.meetings import Home, Meeting
from api.domain.new_meetings import new_meeting
from api.domain.occurrences import Schedule
from api.domain.stated_schedule import SCHEDULE, check_parts, checked_schedule
from api.domain.stating import Rule, Said, stated
from api.domain.versions import expect
from api.domain.violations import Checks
from api.persistence.facilitators import beyond, out_of_reach
from api.persistence.ids import new_id
from api.persistence.many import Decided, readable
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from api.persistence.vocabularies import every_slug
from api.persistence.work import Work

type Rules = Mapping[str, Rule]


class Terms(NamedTuple):
    """What was said of a meeting, as it is kept."""

    fields: dict[str, Any]
    schedule: Schedule | None


async def rules_of(work: Work, said: Collection[Said]) -> Rules:
    """Return what may be stated of meetings, apart from when they take place."""
    owned = await Venues(work).own(readable(said, "venue_ids", Code.VENUE))
    in_words = any(each.get(name) for each in said for name in IN_WORDS)
    return meeting_rules(await every_slug(work) if in_words else {}, owned)


def terms(said: Said, before: Schedule | None, rules: Rules, checks: Checks) -> Terms:
    """Return the terms that are said, as a change of those before; the checks say what is wrong."""
    fields: dict[str, Any] = {}
    with checks.at():
        fields = stated({name: said[name] for name in said.keys() & rules}, rules)
    when = {name: value for name, value in said.items() if name in SCHEDULE}
    return Terms(fields, checked_schedule(when, before, checks))


async def check_alone(work: Work, said: Said, checks: Checks) -> None:
    """Note what is wrong with terms, whatever meeting they are to change."""
    _check_alone(said, await rules_of(work, [said]), checks)


def _check_alone(said: Said, rules: Rules, checks: Checks) -> None:
    with checks.at():
        stated({name: said[name] for name in said.keys() & rules}, rules)
    check_parts(said, checks)


async def convene(work: Work, said: Said, *, at: datetime) -> Meeting:
    """Add a meeting of a group; Violations with everything that is wrong with it."""
    decided = await look_up(work, [said], [], at)
    made = decided.create(said)
    await decided.write()
    return made


def changed(before: Meeting, said: Said, rules: Rules) -> Meeting:
    """Return a meeting on other terms; Violations, VersionConflict, NotPossibleNow."""
    expect(before.version, said["expected_version"])
    before.must_allow(MeetingAction.EDIT)
    checks = Checks()
    after = before.change(*terms(said, before.schedule, rules, checks))
    checks.settle()
    return after


@dataclass(frozen=True, slots=True)
class Convening:
    """Decisions about meetings, as of ``at``, in the order in which they are said.

    Those about groups that are ``out_of_reach`` of the actor are refused.
    """

    meetings: Meetings
    at: datetime
    rules: Rules
    homes: Mapping[UUID, Home]
    out_of_reach: Collection[UUID]
    decided: Decided[Meeting]

    def create(self, said: Said) -> Meeting:
        checks = Checks()
        with checks.at("groupId"):
            home = self._home(said["group_id"])
        stated = terms(said, None, self.rules, checks)
        checks.settle()
        # It gets its slug once it is known that it is written.
        return self.decided.add(new_meeting(home, new_id(), "", at=self.at).change(*stated))

    def change(self, said: Said) -> Meeting:
        checks, found = Checks(), list[Meeting]()
        with checks.at("id"):
            found.append(
                self.decided.named(decode(said["id"], expected=Code.MEETING)[1], "meeting")
            )
        if checks.found:
            _check_alone(said, self.rules, checks)
        checks.settle()
        (before,) = found
        self._must_reach(before.group_id)
        return self.decided.change(before, changed(before, said, self.rules))

    async def write(self) -> None:
        await self.decided.write(self.meetings)

    def _home(self, text: str) -> Home:
        group_id = decode(text, expected=Code.GROUP)[1]
        if group_id not in self.homes:
            raise NotFound("There is no such group.")
        self._must_reach(group_id)
        return self.homes[group_id]

    def _must_reach(self, group_id: UUID) -> None:
        if group_id in self.out_of_reach:
            raise beyond()


async def look_up(
    work: Work, created: Collection[Said], changed: Collection[Said], at: datetime
) -> Convening:
    """Read and hold what decisions about all of these meetings go by."""
    meetings = Meetings(work, at)
    here = await meetings.held(readable(changed, "id", Code.MEETING))
    homes = await meetings.homes(readable(created, "group_id", Code.GROUP))
    concerned = homes.keys() | {each.group_id for each in here.values()}
    refused = await out_of_reach(work, concerned)
    rules = await rules_of(work, [*created, *changed])
    return Convening(meetings, at, rules, homes, refused, Decided(here))
