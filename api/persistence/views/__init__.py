"""Every view of the reader, by the name of its GraphQL type."""

from api.persistence.reading.views import View
from api.persistence.views import (
    coverage,
    crisis,
    facets,
    groups,
    invitations,
    matching,
    meetings,
    networks,
    organisations,
    places,
    root,
    staff,
    topics,
    venues,
    verifications,
)

VIEWS: dict[str, View] = {
    view.name: view
    for module in (
        root,
        organisations,
        networks,
        groups,
        venues,
        meetings,
        topics,
        coverage,
        facets,
        places,
        crisis,
        matching,
        staff,
        invitations,
        verifications,
    )
    for view in module.VIEWS
}
