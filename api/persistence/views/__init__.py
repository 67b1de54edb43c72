"""Every view of the reader, by the name of its GraphQL type."""

from api.persistence.reading.views import View
from api.persistence.views import (
    coverage,
    crisis,
    facets,
    groups,
    matching,
    meetings,
    networks,
    organisations,
    places,
    root,
    topics,
    venues,
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
    )
    for view in module.VIEWS
}
