"""Forget where hidden venues are, in what imports keep in the open.

What imports show goes within seven days by itself, and from now on when a venue is hidden.
"""

from alembic import op

revision = "20261126_forget_hidden_places"
down_revision = "20261126_write_no_more"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
FORGET = """
update operations.import_records as said
set imported = said.imported - array['street', 'postal_code', 'point', 'url', 'phone', 'approximate'],
    version = said.version + 1, changed_at = now()
from catalogue.venues as venue
where said.thing = 'VENUE' and venue.id = said.thing_id and venue.disclosure <> 'PUBLIC'
"""


def upgrade() -> None:
    op.execute(FORGET)
    table = "confidential.import_changes"
    op.execute(f"grant update on {table} to peers_org")
    op.execute(f"alter policy peers_org_update on {table} using ({OWN}) with check ({OWN})")
