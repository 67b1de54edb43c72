"""Rows that leave unchanged what is not here: refused, once it is known what is here."""

from dataclasses import replace

from api.domain.ids import Code
from api.feeds.importing.known import Known
from api.feeds.values import ImportedFeed, ImportedGroup, ImportedMeeting, Problem, Severity

# Without these nothing can be made, so a format that has no word for them cannot bring it.
_OF_GROUP = frozenset({"name"})
_OF_MEETING = frozenset({"name", "schedule", "medium", "venue_ids"})
_MISSING = Problem(
    code="NOTHING_TO_LEAVE_UNCHANGED",
    severity=Severity.REFUSED,
    message="The row leaves something unchanged that is not here: state it.",
    field=None,
)


def settled(feed: ImportedFeed, known: Known) -> ImportedFeed:
    """Return a feed without what would be made of nothing, and with those rows refused."""
    groups = [_group(each, known) for each in feed.groups]
    kept = tuple(group for group in groups if group is not None)
    left = {meeting.external_id for group in kept for meeting in group.meetings}
    gone = {meeting.external_id for meeting in feed.meetings} - left
    if not gone and len(kept) == len(feed.groups):
        return feed
    rows = tuple(
        replace(row, external_ids=(), problems=(*row.problems, _MISSING))
        if gone.intersection(row.external_ids)
        else row
        for row in feed.rows
    )
    return replace(feed, groups=kept, rows=rows)


def _group(group: ImportedGroup, known: Known) -> ImportedGroup | None:
    if group.unstated & _OF_GROUP and known.id_of(Code.GROUP, group.external_id) is None:
        return None
    meetings = tuple(each for each in group.meetings if _can_be(each, known))
    if group.meetings and not meetings and known.id_of(Code.GROUP, group.external_id) is None:
        return None
    return group if len(meetings) == len(group.meetings) else replace(group, meetings=meetings)


def _can_be(meeting: ImportedMeeting, known: Known) -> bool:
    here = known.id_of(Code.MEETING, meeting.external_id) is not None
    return here or not meeting.unstated & _OF_MEETING
