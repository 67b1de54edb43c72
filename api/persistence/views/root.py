"""What can be asked for at the root."""

from api.persistence.reading.views import AnyNode, AnyNodes, Lookup, Pages, View
from api.persistence.views import coverage, crisis, facets, matching, places, work_list
from api.persistence.views.succession import took_over

QUERY = View(
    name="Query",
    table=None,
    fields={
        "organisations": Pages("Organisation"),
        "networks": Pages("Network"),
        "network": Lookup("Network"),
        "groups": Pages("Group"),
        "group": Lookup("Group"),
        "successorOf": Lookup("Group", took_over),
        "meetings": Pages("Meeting"),
        "meeting": Lookup("Meeting"),
        "occurrences": Pages("Occurrence"),
        "topics": Pages("Topic"),
        "changes": Pages("DirectoryChange"),
        "staff": Pages("Staff"),
        "invitations": Pages("Invitation"),
        "verifications": Pages("Verification"),
        "clients": Pages("Client"),
        "clientApprovals": Pages("ClientApproval"),
        "partnerships": Pages("Partnership"),
        "imports": Pages("Import"),
        "feeds": Pages("Feed"),
        "import": AnyNode("Import"),
        "auditEntries": Pages("AuditEntry"),
        "changeRequests": Pages("ChangeRequest"),
        "upkeepAddresses": Pages("UpkeepAddress"),
        "node": AnyNode(),
        "nodes": AnyNodes(),
        **coverage.ROOT,
        **facets.ROOT,
        **places.ROOT,
        **crisis.ROOT,
        **matching.ROOT,
        **work_list.ROOT,
    },
)

VIEWS = (QUERY,)
