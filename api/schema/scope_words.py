"""What each scope allows, in the words of the schema."""

from collections.abc import Mapping

from api.domain.scopes import Scope

SCOPE_WORDS: Mapping[Scope, str] = {
    Scope.OPENID: "Know again who signed in.",
    Scope.PROFILE: "Nothing yet beyond `openid`: the platform tells apps no names.",
    Scope.EMAIL: "Nothing yet beyond `openid`: the platform tells apps no addresses.",
    Scope.OFFLINE_ACCESS: "Go on while the person is away, by a refresh token.",
    Scope.ME_READ: "Read what is the signed-in person's own.",
    Scope.ME_WRITE: "Change what is the signed-in person's own, and act as that person.",
    Scope.GROUPS_READ: "Read what is not public of the organisation's groups.",
    Scope.GROUPS_MANAGE: "Change the organisation's groups.",
    Scope.MEETINGS_READ: "Read what is not public of the organisation's meetings and venues.",
    Scope.MEETINGS_WRITE: "Change the organisation's meetings, and say how its groups go: "
    "whether they rest, have room, and are as they are said to be.",
    Scope.NETWORKS_MANAGE: "Change the organisation's networks.",
    Scope.MEMBERS_READ: "Read the members of groups that one facilitates.",
    Scope.MEMBERS_MANAGE: "Invite, remove and move members.",
    Scope.MEMBERSHIPS_REQUEST: "Ask to join a group, for the signed-in person.",
    Scope.REFERRALS_CREATE: "Send a referral from the organisation.",
    Scope.REFERRALS_READ: "Read referrals that the organisation sent or received.",
    Scope.REFERRALS_RESPOND: "Accept, decline and ask back, for the organisation that received.",
    Scope.CONSENTS_READ: "Read one's own consents, or those that the organisation took.",
    Scope.CONSENTS_MANAGE: "Give and withdraw consents, or take them for the organisation.",
    Scope.LINKS_READ: "Read the therapist links that one is a party to.",
    Scope.LINKS_MANAGE: "Propose, accept and end therapist links.",
    Scope.PARTNERSHIPS_READ: "Read the organisation's partnerships.",
    Scope.PARTNERSHIPS_MANAGE: "Propose, accept and end partnerships.",
    Scope.CHANGES_PROPOSE: "Propose a correction of something published.",
    Scope.ORGANISATIONS_READ: "Read the organisation's own profile, staff and settings.",
    Scope.ORGANISATIONS_MANAGE: "Change the organisation's profile, staff and settings.",
    Scope.CLIENTS_READ: "List the organisation's OAuth clients and what it approved.",
    Scope.CLIENTS_MANAGE: "Register, change and disable OAuth clients, and approve others'.",
    Scope.WEBHOOKS_MANAGE: "Subscribe to events.",
    Scope.AUDIT_READ: "Read the organisation's audit log.",
    Scope.PLATFORM_ADMIN: "Operate the platform: verify, suspend and restore organisations.",
}
