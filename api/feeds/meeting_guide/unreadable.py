"""Which rows of a Meeting Guide feed were refused, by the slugs that they have all the same."""

from collections.abc import Sequence
from typing import cast

from api.feeds.meeting_guide.fields import Fields
from api.feeds.meeting_guide.keys import safe_slug
from api.feeds.values import ImportedFeed


def unreadable_slugs(raw: Sequence[object], feed: ImportedFeed) -> frozenset[str]:
    """Return the external ids of the refused rows, where one can still be read."""
    refused = (raw[report.index] for report in feed.rows if report.refused)
    slugs = (
        Fields(cast("dict[str, object]", row)).line("slug")
        for row in refused
        if isinstance(row, dict)
    )
    return frozenset(safe_slug(slug) for slug in slugs if slug)
