"""Switch an occurrence: one time of a meeting may be held by another medium than the others."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_switch_an_occurrence"
down_revision = "20261126_keep_guidelines"
branch_labels = None
depends_on = None

MEDIA = "medium in ('IN_PERSON', 'ONLINE', 'HYBRID', 'PHONE')"
KINDS = "kind in ('CANCELLED', 'MOVED', 'ADDED', 'SWITCHED')"


def upgrade() -> None:
    # Null says that the medium is that of the meeting, so that no row has to be filled. Rows need
    # not be looked at while the table is locked: no old one can break the new constraints.
    for table in ("meeting_exceptions", "occurrences"):
        op.add_column(table, sa.Column("medium", sa.Text()), schema="catalogue")
        _hold(table, "medium", MEDIA)
    op.drop_constraint("ck_meeting_exceptions_kind", "meeting_exceptions", schema="catalogue")
    _hold("meeting_exceptions", "kind", KINDS)


def _hold(table: str, name: str, condition: str) -> None:
    constraint = f"ck_{table}_{name}"
    op.execute(
        f"alter table catalogue.{table} add constraint {constraint} check ({condition}) not valid"
    )
    op.execute(f"alter table catalogue.{table} validate constraint {constraint}")
