"""What can be changed."""

import strawberry

from api.schema.change_request_mutations import ChangeRequestMutations
from api.schema.client_approval_mutations import ClientApprovalMutations
from api.schema.client_mutations import ClientMutations
from api.schema.group_mutations import GroupMutations
from api.schema.notices import NoticeMutations
from api.schema.organisation_mutations import OrganisationMutations
from api.schema.partnership_mutations import PartnershipMutations
from api.schema.staff_mutations import StaffMutations
from api.schema.upkeep_mutations import UpkeepMutations


@strawberry.type(description="Everything that can be changed.")
class Mutation(
    GroupMutations,
    OrganisationMutations,
    StaffMutations,
    ClientMutations,
    ClientApprovalMutations,
    PartnershipMutations,
    ChangeRequestMutations,
    UpkeepMutations,
    NoticeMutations,
):
    pass
