"""Meetings as values of the domain, with the venues that they take place at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.occurrences import Schedule
from api.domain.vocabulary import Disclosure, Joining, Medium, MeetingStatus, Openness
from api.feeds.demo.chance import identity, number
from api.feeds.demo.phrases import Remark
from api.feeds.demo.plan import Plan
from api.feeds.demo.schedules import Times, in_season, online_once, schedule, with_exception
from api.feeds.demo.seeds import Mark
from api.feeds.demo.venues import VenueMaker, VenueWithSecrets

_EXCEPTIONS = {
    Mark.CANCELLED: Remark.CANCELLED,
    Mark.MOVED: Remark.MOVED,
    Mark.ADDED: Remark.ADDED,
}
_TOOK_OVER_DAYS_AGO = 60
# Houses that the groups of a network share in one city.
_HOUSES = 2


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting with its venues."""

    meeting: Meeting
    venues: tuple[VenueWithSecrets, ...]


def meetings_of(plan: Plan, maker: VenueMaker) -> Iterator[Met]:
    """Yield the meetings of a group, one that another continues before that other."""
    for position, times in enumerate(plan.meetings, 1):
        venues = tuple(_venues(plan, times, maker))
        slug = f"{plan.slug}-{position}"
        meeting = _meeting(plan, slug, times, venues)
        if times and position == 1 and plan.traits.has(Mark.CONTINUES):
            before = _before(plan, times, meeting)
            yield Met(before, venues)
            meeting = replace(meeting, continues_id=before.id)
        yield Met(meeting, venues)


def _meeting(
    plan: Plan, slug: str, times: Times | None, venues: tuple[VenueWithSecrets, ...]
) -> Meeting:
    status = plan.traits.one(MeetingStatus) or MeetingStatus.ACTIVE
    values: dict[str, Any] = {
        **dict.fromkeys(("audiences", "formats", "accessibility"), ()),
        **dict.fromkeys(("notes", "continues_id")),
    }
    return Meeting(
        id=identity(Code.MEETING, slug),
        organisation_id=plan.organisation_id,
        network_id=plan.network_id,
        group_id=plan.id,
        slug=slug,
        name=plan.wording.name(),
        schedule=times and _schedule(plan, slug, times),
        medium=times.medium if times else Medium.IN_PERSON,
        openness=plan.traits.one(Openness),
        languages=plan.languages,
        venue_ids=tuple(each.venue.id for each in venues),
        status=status,
        paused_until=plan.pause_ends if status is MeetingStatus.PAUSED else None,
        version=1,
        changed_at=plan.at,
        **values,
    )


def _schedule(plan: Plan, slug: str, times: Times) -> Schedule:
    today = plan.at.date()
    took_over = plan.traits.has(Mark.CONTINUES)
    since = today - timedelta(days=_TOOK_OVER_DAYS_AGO) if took_over else None
    marks = plan.traits.all_of(Mark)
    regular = in_season(schedule(times, plan.city.zone, slug, today, since=since), marks)
    mark = next((each for each in _EXCEPTIONS if each in marks), None)
    if mark is None and times.medium is Medium.HYBRID and number(4, slug, "switched") == 0:
        return online_once(regular, today)
    if mark is None:
        return regular
    return with_exception(regular, mark, plan.wording.remark(_EXCEPTIONS[mark]), today)


def _before(plan: Plan, times: Times, meeting: Meeting) -> Meeting:
    """Return the archived meeting that this one took over from: an hour later, until it ended."""
    slug = f"{plan.slug}-before"
    last_day = (plan.at - timedelta(days=_TOOK_OVER_DAYS_AGO + 1)).date()
    old = schedule(times, plan.city.zone, slug, plan.at.date())
    rule = times.rule and replace(times.rule, until=last_day)
    return replace(
        meeting,
        id=identity(Code.MEETING, slug),
        slug=slug,
        schedule=replace(old, local_start=old.local_start + timedelta(hours=1), rule=rule),
        status=MeetingStatus.ARCHIVED,
    )


def _venues(plan: Plan, times: Times | None, maker: VenueMaker) -> Iterator[VenueWithSecrets]:
    """Yield where a meeting takes place; one by appointment has no place of its own."""
    if times is None:
        return
    told = plan.traits.one(Disclosure)
    notes = plan.wording.remark(Remark.ROOM)
    if times.in_a_place:
        public = told in {None, Disclosure.PUBLIC}
        house = str(number(_HOUSES, plan.slug, "shared house"))
        key = f"{plan.network.key}/{plan.city.key}/{house}" if public else f"{plan.slug}/place"
        yield maker.physical(key, plan.city, told or Disclosure.PUBLIC)
    if times.medium in {Medium.ONLINE, Medium.HYBRID}:
        anybody = plan.joining in {None, Joining.OPEN} and told is None
        seen_by = Disclosure.PUBLIC if anybody else Disclosure.MEMBERS
        yield maker.online(f"{plan.slug}/room", seen_by, notes)
    if times.medium is Medium.PHONE:
        yield maker.phone(f"{plan.slug}/line", notes)
