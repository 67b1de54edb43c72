"""Every view of the reader, by the name of its GraphQL type."""

from api.persistence.reading.views import View
from api.persistence.views import (
    client_approvals,
    clients,
    coverage,
    crisis,
    facets,
    feeds,
    groups,
    imports,
    invitations,
    matching,
    meetings,
    networks,
    organisations,
    partnerships,
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
        clients,
        client_approvals,
        partnerships,
        imports,
        feeds,
    )
    for view in module.VIEWS
}
