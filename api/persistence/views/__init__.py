"""Every view of the reader, by the name of its GraphQL type."""

from api.persistence.reading.views import View
from api.persistence.views import (
    audit,
    change_requests,
    client_approvals,
    clients,
    coverage,
    crisis,
    directory_changes,
    facets,
    groups,
    guidelines,
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
    upkeep,
    venues,
    verifications,
    work_list,
)

VIEWS: dict[str, View] = {
    view.name: view
    for module in (
        root,
        organisations,
        networks,
        groups,
        guidelines,
        venues,
        meetings,
        topics,
        coverage,
        facets,
        places,
        crisis,
        directory_changes,
        matching,
        staff,
        invitations,
        verifications,
        clients,
        client_approvals,
        partnerships,
        audit,
        change_requests,
        work_list,
        upkeep,
    )
    for view in module.VIEWS
}
