"""Scopes, and the most that each kind of client and each role may hold of them.

Held by ``docs/scopes.md`` and decision 0021; anchors are the scopes of GitHub, Shopify and SMART.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from api.domain.standing import ClientKind, StaffRole


class Scope(StrEnum):
    """What a token may be allowed to do: ``resource:action``, no scope implies another.

    The first four are those of OpenID Connect Core 1.0, section 5.4 and 11.
    """

    OPENID = "openid"
    PROFILE = "profile"
    EMAIL = "email"
    OFFLINE_ACCESS = "offline_access"
    ME_READ = "me:read"
    ME_WRITE = "me:write"
    GROUPS_READ = "groups:read"
    GROUPS_MANAGE = "groups:manage"
    MEETINGS_READ = "meetings:read"
    MEETINGS_WRITE = "meetings:write"
    NETWORKS_MANAGE = "networks:manage"
    MEMBERS_READ = "members:read"
    MEMBERS_MANAGE = "members:manage"
    MEMBERSHIPS_REQUEST = "memberships:request"
    REFERRALS_CREATE = "referrals:create"
    REFERRALS_READ = "referrals:read"
    REFERRALS_RESPOND = "referrals:respond"
    CONSENTS_READ = "consents:read"
    CONSENTS_MANAGE = "consents:manage"
    LINKS_READ = "links:read"
    LINKS_MANAGE = "links:manage"
    PARTNERSHIPS_READ = "partnerships:read"
    PARTNERSHIPS_MANAGE = "partnerships:manage"
    CHANGES_PROPOSE = "changes:propose"
    ORGANISATIONS_READ = "organisations:read"
    ORGANISATIONS_MANAGE = "organisations:manage"
    CLIENTS_READ = "clients:read"
    CLIENTS_MANAGE = "clients:manage"
    WEBHOOKS_MANAGE = "webhooks:manage"
    AUDIT_READ = "audit:read"
    PLATFORM_ADMIN = "platform:admin"


type Scopes = frozenset[Scope]


def known_scopes(words: Collection[str]) -> Scopes:
    """Return the scopes among words: one that a later release took away opens nothing."""
    return frozenset(scope for scope in Scope if scope.value in words)


SIGN_IN: Scopes = frozenset({Scope.OPENID, Scope.PROFILE, Scope.EMAIL, Scope.OFFLINE_ACCESS})
"""What any person may give to any app: who signs in, and for how long."""

PERSONAL: Scopes = frozenset(
    {
        Scope.ME_READ,
        Scope.ME_WRITE,
        Scope.MEMBERSHIPS_REQUEST,
        Scope.CONSENTS_READ,
        Scope.CONSENTS_MANAGE,
        Scope.LINKS_READ,
        Scope.LINKS_MANAGE,
        Scope.CHANGES_PROPOSE,
    }
)
"""What a person's own token, of no organisation, may hold."""

OPERATOR: Scopes = frozenset({Scope.PLATFORM_ADMIN})
"""What only an operator of the platform may hold."""

_ANY_STAFF: Scopes = frozenset(
    {
        Scope.GROUPS_READ,
        Scope.MEETINGS_READ,
        Scope.PARTNERSHIPS_READ,
        Scope.ORGANISATIONS_READ,
        Scope.CHANGES_PROPOSE,
    }
)
_FACILITATOR: Scopes = (
    _ANY_STAFF
    | {Scope.MEETINGS_WRITE, Scope.MEMBERS_READ}
    | {Scope.REFERRALS_READ, Scope.REFERRALS_RESPOND}
)
_COORDINATOR: Scopes = _FACILITATOR | {
    Scope.GROUPS_MANAGE,
    Scope.NETWORKS_MANAGE,
    Scope.MEMBERS_MANAGE,
}
_ADMIN: Scopes = _COORDINATOR | {
    Scope.PARTNERSHIPS_MANAGE,
    Scope.ORGANISATIONS_MANAGE,
    Scope.CLIENTS_READ,
    Scope.CLIENTS_MANAGE,
    Scope.WEBHOOKS_MANAGE,
    Scope.AUDIT_READ,
}

ROLE_SCOPES: Mapping[StaffRole, Scopes] = {
    StaffRole.OWNER: _ADMIN,
    StaffRole.ADMIN: _ADMIN,
    StaffRole.COORDINATOR: _COORDINATOR,
    StaffRole.FACILITATOR: _FACILITATOR,
    StaffRole.THERAPIST: _ANY_STAFF
    | {
        Scope.REFERRALS_CREATE,
        Scope.REFERRALS_READ,
        Scope.CONSENTS_READ,
        Scope.CONSENTS_MANAGE,
        Scope.LINKS_READ,
        Scope.LINKS_MANAGE,
    },
    StaffRole.AUDITOR: _ANY_STAFF | {Scope.CLIENTS_READ, Scope.AUDIT_READ},
}
"""What each role may do in its organisation: the one table of it."""

STEP_UP: Scopes = frozenset(
    {
        Scope.NETWORKS_MANAGE,
        Scope.MEMBERS_MANAGE,
        Scope.PARTNERSHIPS_MANAGE,
        Scope.ORGANISATIONS_MANAGE,
        Scope.CLIENTS_READ,
        Scope.CLIENTS_MANAGE,
        Scope.AUDIT_READ,
        Scope.PLATFORM_ADMIN,
    }
)
"""What a person needs a recent sign-in with a passkey for (RFC 9470)."""

STEP_UP_SECONDS = 15 * 60
PASSKEY_ACR = "phr"
"""Phishing-resistant, from OpenID Connect EAP ACR Values 1.0."""
PASSWORD_ACR = "pwd"  # noqa: S105 - the name of a way to sign in

KEY_ONLY: Scopes = frozenset(
    {Scope.CONSENTS_READ, Scope.CONSENTS_MANAGE, Scope.WEBHOOKS_MANAGE}
    | {Scope.REFERRALS_CREATE, Scope.REFERRALS_READ, Scope.REFERRALS_RESPOND}
)
"""What a backend may hold only if it proves itself by a key (private_key_jwt)."""

APPROVED: Mapping[ClientKind, Scopes] = {
    ClientKind.CONFIDENTIAL_APP: frozenset(
        {
            Scope.GROUPS_MANAGE,
            Scope.MEETINGS_WRITE,
            Scope.NETWORKS_MANAGE,
            Scope.MEMBERS_READ,
            Scope.ORGANISATIONS_READ,
            Scope.WEBHOOKS_MANAGE,
            Scope.AUDIT_READ,
        }
    ),
}
"""What an app holds in another organisation only with that one's approval.

A partner backend needs one for everything.
"""

_PUBLIC: Scopes = (
    SIGN_IN | PERSONAL | {Scope.GROUPS_READ, Scope.MEETINGS_READ, Scope.PARTNERSHIPS_READ}
)
_BACKEND: Scopes = frozenset(
    {
        Scope.GROUPS_READ,
        Scope.REFERRALS_CREATE,
        Scope.REFERRALS_READ,
        Scope.REFERRALS_RESPOND,
        Scope.PARTNERSHIPS_READ,
        Scope.CONSENTS_READ,
        Scope.CONSENTS_MANAGE,
        Scope.CHANGES_PROPOSE,
        Scope.ORGANISATIONS_READ,
        Scope.WEBHOOKS_MANAGE,
        Scope.AUDIT_READ,
    }
)

CLIENT_SCOPES: Mapping[ClientKind, Scopes] = {
    ClientKind.PUBLIC_APP: _PUBLIC,
    ClientKind.CONFIDENTIAL_APP: _PUBLIC
    | APPROVED[ClientKind.CONFIDENTIAL_APP]
    | {Scope.REFERRALS_CREATE, Scope.REFERRALS_READ, Scope.REFERRALS_RESPOND},
    ClientKind.CLINIC_BACKEND: _BACKEND,
    ClientKind.NETWORK_BACKEND: _BACKEND
    | {Scope.GROUPS_MANAGE, Scope.MEETINGS_WRITE, Scope.NETWORKS_MANAGE, Scope.MEETINGS_READ},
    ClientKind.PARTNER_BACKEND: _BACKEND
    - {Scope.REFERRALS_RESPOND, Scope.CONSENTS_READ, Scope.CONSENTS_MANAGE, Scope.AUDIT_READ},
    ClientKind.RESOURCE_SERVER: frozenset(),
    ClientKind.FIRST_PARTY: frozenset(Scope),
}
"""The most that a client of each kind may ever be given."""
