"""Write no more: whoever reads the letters to a role address may end them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_write_no_more"
down_revision = "20261126_change_an_occurrence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "upkeep_addresses",
        sa.Column("written_to", sa.Boolean, nullable=False, server_default=sa.text("true")),
        schema="confidential",
    )
