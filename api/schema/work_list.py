"""What waits for whoever keeps a directory true."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.domain.scopes import Scope
from api.domain.work_list import WorkKind
from api.schema.access import needs
from api.schema.binding import from_reader, read
from api.schema.change_requests import ChangeRequest
from api.schema.crisis import CrisisResource
from api.schema.enums import enum
from api.schema.feeds import Feed
from api.schema.groups import Group
from api.schema.imports import Import
from api.schema.pages import First

_COORDINATES = needs(Scope.GROUPS_MANAGE)

enum(
    "Why something is on the work list, in the order in which it is listed.",
    CHANGE_REQUEST_PENDING="A correction was proposed, and nobody has decided on it.",
    IMPORT_CONFLICT="An import waits that would leave fields as they are here or rows out, "
    "archives much, or is shown again; or the last one that a feed brought left some so.",
    FEED_FAILED="The last run of a feed brought nothing.",
    CRISIS_RESOURCE_STALE="Nobody has verified a crisis resource for 180 days.",
    NOTHING_UPCOMING="A published group has neither a coming occurrence nor an open place.",
    GROUP_STALE="Nobody has verified a group for 180 days.",
    FULL_WITHOUT_WAITLIST="A group is full and keeps no waiting list.",
)(WorkKind)


@strawberry.type(description="One thing that waits for somebody.", directives=[_COORDINATES])
class WorkItem:
    kind: WorkKind = read("Why it is on the list.")
    since: datetime | None = read(
        "When it was last verified, said, proposed, brought in or pulled; null for never, or where "
        "nothing says."
    )
    group: Group | None = read("The group, where it is about one.")
    crisis_resource: CrisisResource | None = read("The resource, where it is about one.")
    change_request: ChangeRequest | None = read("The correction, where it is about one.")
    import_: Import | None = strawberry.field(
        name="import", description="The import, where it is about one."
    )
    feed: Feed | None = read("The feed, where it is about one.")
    cursor: str = read("What to go on `after`.")


@strawberry.type
class WorkListQueries:
    @strawberry.field(
        description="What waits in your organisation, kind by kind. A thing is listed once for "
        "each reason.",
        directives=[_COORDINATES],
    )
    def work_list(
        self,
        first: First = UNSET,
        after: Annotated[
            str | None, strawberry.argument(description="The `cursor` of the last item you have.")
        ] = UNSET,
        kinds: Annotated[
            list[WorkKind] | None, strawberry.argument(description="Of these kinds only.")
        ] = UNSET,
    ) -> list[WorkItem]:
        return from_reader()
