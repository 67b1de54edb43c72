"""What can be changed."""

import strawberry

from api.schema.client_approval_mutations import ClientApprovalMutations
from api.schema.client_mutations import ClientMutations
from api.schema.feed_mutations import FeedMutations
from api.schema.group_mutations import GroupMutations
from api.schema.import_mutations import ImportMutations
from api.schema.kept_fields import KeptFieldMutations
from api.schema.organisation_mutations import OrganisationMutations
from api.schema.partnership_mutations import PartnershipMutations
from api.schema.staff_mutations import StaffMutations


@strawberry.type(description="Everything that can be changed.")
class Mutation(
    GroupMutations,
    OrganisationMutations,
    StaffMutations,
    ClientMutations,
    ClientApprovalMutations,
    PartnershipMutations,
    ImportMutations,
    KeptFieldMutations,
    FeedMutations,
):
    pass
