"""What a mutation's resolver finds around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import strawberry

from api.schema.errors import UserError

if TYPE_CHECKING:
    from api.persistence.reading.ask import Request
    from api.persistence.reading.reader import Operation, Reader
    from api.persistence.rights import RightsGone, RightsNarrowed
    from api.persistence.work import Work


@dataclass(slots=True)
class MutationContext:
    """The surroundings of one mutation: its reader, its request, and its own transaction.

    ``refused`` is set where the payload says why nothing was changed, so that nothing is;
    ``lost`` where the token turned out to be worth less than it says. ``key`` is the idempotency
    key of the request; ``replayed`` are the fields, by response name, that had run before.
    """

    reader: Reader
    operation: Operation
    request: Request
    key: str | None = None
    replayed: list[str] = field(default_factory=list[str])
    current: Work | None = None
    refused: bool = False
    lost: RightsGone | RightsNarrowed | None = None

    @property
    def work(self) -> Work:
        """The transaction of the field that is being run."""
        if self.current is None:
            raise RuntimeError("A mutation ran outside a transaction.")
        return self.current

    @property
    def asking(self) -> Request:
        """The request, by a viewer who is in the organisation that the work goes on in.

        The ledger knows them by the same subject as the audit does.
        """
        viewer, entered = self.request.viewer, self.work.entered
        if self.work.rights is not None:
            viewer = viewer.narrowed(self.work.rights)
        if entered is not None:
            organisation, subject = entered.organisation_id, entered.subject
            viewer = replace(viewer, organisation_id=organisation, subject=subject)
        return replace(self.request, viewer=viewer)

    def refuse(self, error: UserError) -> UserError:
        """Note that the payload is a refusal, which rolls the transaction back."""
        self.refused = True
        return error


MutationInfo = strawberry.Info[MutationContext, None]
