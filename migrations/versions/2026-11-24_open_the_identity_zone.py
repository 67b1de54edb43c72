"""Open the identity zone: persons, credentials and grants; staff, clients and partners beside it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_open_the_identity_zone"
down_revision = "20261122_widen_the_directory"
branch_labels = None
depends_on = None

OWN = "organisation_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
NOBODY = "false"
ANY = "true"
COMMANDS = ("select", "insert", "update", "delete")
OPENED = {
    "staff": ("select", "insert", "update"),
    "invitations": ("select", "insert", "update"),
    "clients": ("select", "insert", "update"),
    "client_approvals": ("select", "insert", "update"),
    "partnerships": ("select", "insert", "update"),
    "verifications": ("select", "insert"),
}
EARLIER = ("organisation_keys", "venue_secrets", "audit_entries", "disclosures")
LOOKED_UP = ("staff", "invitations", "clients", "client_approvals")

# The only function that runs with other rights than its caller's. Whoever has a grant's random
# id learns what it allows now, as JSON, and there is no way to list any. One look-up after
# another and only those that the grant needs: a join of all of them took twice as long.
RIGHTS_OF = """
create function operations.rights_of(asked_grant uuid, asked_token uuid, asked_key text)
returns text language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    g identity.grants%rowtype;
    kind text := 'FIRST_PARTY';
    held text[];
    approved text[];
    role text;
    operator boolean := false;
    members uuid[] := '{}';
begin
    select * into g from identity.grants
    where id = asked_grant and revoked_at is null
        and (person_id is not null or client_id is not null)
        and not exists (select from identity.revoked_tokens as r where r.id = asked_token)
        and exists (
            select from identity.signing_keys as k
            where k.id = asked_key and k.state in ('ACTIVE', 'RETIRED')
        );
    if not found then return null; end if;
    if g.client_id is not null then
        select c.kind, c.scopes into kind, held
        from confidential.clients as c
        join catalogue.organisations as o on o.id = c.organisation_id
        where c.organisation_id = g.client_organisation_id and c.id = g.client_id
            and c.status = 'ACTIVE' and o.status <> 'SUSPENDED';
        if not found then return null; end if;
    end if;
    if g.organisation_id is distinct from g.client_organisation_id and g.organisation_id is not null
    then
        perform from catalogue.organisations as o
        where o.id = g.organisation_id and o.status <> 'SUSPENDED';
        if not found then return null; end if;
        select a.scopes into approved from confidential.client_approvals as a
        where a.organisation_id = g.organisation_id and a.client_id = g.client_id
            and a.status = 'ACTIVE';
    end if;
    if g.person_id is not null then
        select p.operator into operator from identity.persons as p
        where p.id = g.person_id and p.status = 'ACTIVE';
        if not found then return null; end if;
        if g.organisation_id is null then
            members := array(
                select v.member_id from identity.vault as v where v.person_id = g.person_id
            );
        else
            select s.role into role from confidential.staff as s
            where s.organisation_id = g.organisation_id and s.id = g.staff_id
                and s.status = 'ACTIVE';
            if not found then return null; end if;
        end if;
    end if;
    return json_build_object(
        'organisation_id', g.organisation_id, 'person_id', g.person_id, 'staff_id', g.staff_id,
        'role', role, 'operator', operator, 'client', g.client, 'client_kind', kind,
        'is_foreign', coalesce(g.client_organisation_id <> g.organisation_id, false),
        'granted', g.scopes, 'held', held, 'approved', approved, 'member_ids', members
    )::text;
end
$body$
"""


def upgrade() -> None:
    op.create_table(
        "client_approvals",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("client_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'WITHDRAWN')", name=op.f("ck_client_approvals_status")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_client_approvals")),
        schema="confidential",
    )
    op.create_index(
        "ix_client_approvals_active",
        "client_approvals",
        ["organisation_id", "client_id"],
        unique=True,
        schema="confidential",
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )
    op.create_table(
        "clients",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "redirect_uris",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "origins",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column(
            "jwks", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("jwks_uri", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('PUBLIC_APP', 'CONFIDENTIAL_APP', 'CLINIC_BACKEND', 'NETWORK_BACKEND', 'PARTNER_BACKEND', 'RESOURCE_SERVER', 'FIRST_PARTY')",
            name=op.f("ck_clients_kind"),
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'DISABLED')", name=op.f("ck_clients_status")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_clients")),
        schema="confidential",
    )
    op.create_index("ix_clients_id", "clients", ["id"], unique=False, schema="confidential")
    op.create_table(
        "invitations",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "role IN ('OWNER', 'ADMIN', 'COORDINATOR', 'FACILITATOR', 'THERAPIST', 'AUDITOR')",
            name=op.f("ck_invitations_role"),
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'ACCEPTED', 'WITHDRAWN')", name=op.f("ck_invitations_status")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_invitations")),
        schema="confidential",
    )
    op.create_index(
        "ix_invitations_link_hash",
        "invitations",
        ["link_hash"],
        unique=False,
        schema="confidential",
    )
    op.create_table(
        "partnerships",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "allows",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "allowed",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("side IN ('PROPOSER', 'RECEIVER')", name=op.f("ck_partnerships_side")),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'ACTIVE', 'ENDED')", name=op.f("ck_partnerships_state")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_partnerships")),
        schema="confidential",
    )
    op.create_index(
        "ix_partnerships_open",
        "partnerships",
        ["organisation_id", "partner_id"],
        unique=True,
        schema="confidential",
        postgresql_where=sa.text("state <> 'ENDED'"),
    )
    op.create_table(
        "staff",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "role IN ('OWNER', 'ADMIN', 'COORDINATOR', 'FACILITATOR', 'THERAPIST', 'AUDITOR')",
            name=op.f("ck_staff_role"),
        ),
        sa.CheckConstraint(
            "status IN ('CLAIMING', 'ACTIVE', 'ENDED', 'LAPSED')",
            name=op.f("ck_staff_status"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_staff")),
        schema="confidential",
    )
    op.create_table(
        "verifications",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "decision IN ('APPLIED', 'CLAIMED', 'VERIFIED', 'SUSPENDED', 'RESTORED')",
            name=op.f("ck_verifications_decision"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_verifications")),
        schema="confidential",
    )
    op.create_table(
        "client_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_secrets")),
        schema="identity",
    )
    op.create_index(
        "ix_client_secrets_client_id",
        "client_secrets",
        ["client_id"],
        unique=False,
        schema="identity",
    )
    op.create_table(
        "interactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
        schema="identity",
    )
    op.create_index(
        "ix_interactions_expires_at",
        "interactions",
        ["expires_at"],
        unique=False,
        schema="identity",
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handle_index", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("recovery", sa.LargeBinary(), nullable=True),
        sa.Column("operator", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'DISABLED')", name=op.f("ck_persons_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("handle_index", name=op.f("uq_persons_handle_index")),
        sa.UniqueConstraint("recovery", name=op.f("uq_persons_recovery")),
        schema="identity",
    )
    op.create_table(
        "revoked_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revoked_tokens")),
        schema="identity",
    )
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("public", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("activates_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('NEXT', 'ACTIVE', 'RETIRED', 'REVOKED')", name=op.f("ck_signing_keys_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        schema="identity",
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
        schema="identity",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "used_assertions",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("client", "jti", name=op.f("pk_used_assertions")),
        schema="identity",
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("client_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_grants_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        schema="identity",
    )
    op.create_index(
        "ix_grants_backend",
        "grants",
        ["client_id", "organisation_id"],
        unique=True,
        schema="identity",
        postgresql_where=sa.text("person_id IS NULL AND revoked_at IS NULL"),
    )
    op.create_index("ix_grants_client_id", "grants", ["client_id"], unique=False, schema="identity")
    op.create_index(
        "ix_grants_organisation_id", "grants", ["organisation_id"], unique=False, schema="identity"
    )
    op.create_index("ix_grants_person_id", "grants", ["person_id"], unique=False, schema="identity")
    op.create_index("ix_grants_staff_id", "grants", ["staff_id"], unique=False, schema="identity")
    op.create_table(
        "one_time_links",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_one_time_links_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_links")),
        schema="identity",
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column(
            "transports",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_passkeys_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        schema="identity",
    )
    op.create_index(
        "ix_passkeys_person_id", "passkeys", ["person_id"], unique=False, schema="identity"
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("acr", sa.Text(), nullable=False),
        sa.Column(
            "amr",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("auth_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_sessions_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("hash", name=op.f("uq_sessions_hash")),
        schema="identity",
    )
    op.create_index(
        "ix_sessions_person_id", "sessions", ["person_id"], unique=False, schema="identity"
    )
    op.create_table(
        "staff_persons",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_staff_persons_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_persons")),
        schema="identity",
    )
    op.create_index(
        "ix_staff_persons_person_id",
        "staff_persons",
        ["person_id"],
        unique=False,
        schema="identity",
    )
    op.create_table(
        "vault",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["identity.persons.id"],
            name=op.f("fk_vault_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_vault")),
        schema="identity",
    )
    op.create_index("ix_vault_person_id", "vault", ["person_id"], unique=False, schema="identity")
    op.create_table(
        "codes",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("acr", sa.Text(), nullable=False),
        sa.Column(
            "amr",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("auth_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["identity.grants.id"], name=op.f("fk_codes_grant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_codes")),
        schema="identity",
    )
    op.create_index("ix_codes_grant_id", "codes", ["grant_id"], unique=False, schema="identity")
    op.create_table(
        "refresh_tokens",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("acr", sa.Text(), nullable=False),
        sa.Column(
            "amr",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("auth_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absolute_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["identity.grants.id"],
            name=op.f("fk_refresh_tokens_grant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refresh_tokens")),
        schema="identity",
    )
    op.create_index(
        "ix_refresh_tokens_grant_id",
        "refresh_tokens",
        ["grant_id"],
        unique=False,
        schema="identity",
    )
    _let_identity_in()
    for table, allowed in OPENED.items():
        op.execute(f"alter table confidential.{table} enable row level security")
        op.execute(f"alter table confidential.{table} force row level security")
        op.execute(f"grant {', '.join(allowed)} on confidential.{table} to peers_org")
        _policies(table, "peers_org", OWN, allowed)
        _policies(table, "peers_member", NOBODY, ())
    for table in (*EARLIER, *OPENED):
        _policies(table, "peers_identity", ANY, ("select",) if table in LOOKED_UP else ())
    _define_rights()


def _let_identity_in() -> None:
    op.execute("grant usage on schema identity, confidential, catalogue to peers_identity")
    op.execute(
        "grant select, insert, update, delete on all tables in schema identity to peers_identity"
    )
    op.execute("grant select on catalogue.organisations to peers_identity")
    for table in LOOKED_UP:
        op.execute(f"grant select on confidential.{table} to peers_identity")


def _policies(table: str, role: str, rule: str, allowed: tuple[str, ...]) -> None:
    for command in COMMANDS:
        held = rule if command in allowed else NOBODY
        using = "" if command == "insert" else f"using ({held})"
        check = f"with check ({held})" if command in ("insert", "update") else ""
        op.execute(
            f"create policy {role}_{command} on confidential.{table}"
            f" for {command} to {role} {using} {check}"
        )


def _define_rights() -> None:
    op.execute(RIGHTS_OF)
    name = "operations.rights_of(uuid, uuid, text)"
    op.execute(f"revoke all on function {name} from public")
    op.execute(f"grant execute on function {name} to peers_app")
    # Only who may create in a schema may be given a function in it.
    op.execute("grant usage, create on schema operations to peers_identity")
    op.execute(f"alter function {name} owner to peers_identity")
    op.execute("revoke usage, create on schema operations from peers_identity")
