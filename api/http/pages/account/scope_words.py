"""What each scope means to the person who is asked for it, in plain words."""

from collections.abc import Mapping
from typing import Final

from api.domain.scopes import Scope

SCOPE_WORDS: Final[Mapping[Scope, str]] = {
    Scope.OPENID: "Know that it is you, by a number that means nothing to other apps",
    Scope.PROFILE: "Nothing more for now: this site does not tell apps your name",
    Scope.EMAIL: "Nothing more for now: this site does not tell apps your e-mail address",
    Scope.OFFLINE_ACCESS: "Go on while you are away, until you take it back",
    Scope.ME_READ: "See what is your own here",
    Scope.ME_WRITE: "Change what is your own here",
    Scope.GROUPS_READ: "See groups that are not published yet",
    Scope.GROUPS_MANAGE: "Add groups, change them and close them",
    Scope.MEETINGS_READ: "See meetings that are not public, and where they take place",
    Scope.MEETINGS_WRITE: "Add meetings, change them and cancel them",
    Scope.NETWORKS_MANAGE: "Change networks",
    Scope.MEMBERS_READ: "See who is in the groups that you facilitate",
    Scope.MEMBERS_MANAGE: "Invite people to groups, and remove them",
    Scope.MEMBERSHIPS_REQUEST: "Ask to join a group for you",
    Scope.REFERRALS_CREATE: "Send referrals",
    Scope.REFERRALS_READ: "See referrals that were sent or received",
    Scope.REFERRALS_RESPOND: "Accept and decline referrals",
    Scope.CONSENTS_READ: "See who agreed to what",
    Scope.CONSENTS_MANAGE: "Record what somebody agrees to, and take it back",
    Scope.LINKS_READ: "See which therapist and which person work together",
    Scope.LINKS_MANAGE: "Begin and end such links between a therapist and a person",
    Scope.PARTNERSHIPS_READ: "See which organisations work together",
    Scope.PARTNERSHIPS_MANAGE: "Begin and end partnerships with other organisations",
    Scope.CHANGES_PROPOSE: "Propose corrections of what is published",
    Scope.ORGANISATIONS_READ: "See the settings and the staff of the organisation",
    Scope.ORGANISATIONS_MANAGE: "Change the settings and the staff of the organisation",
    Scope.CLIENTS_READ: "See which programs the organisation uses",
    Scope.CLIENTS_MANAGE: "Add programs for the organisation, and stop them",
    Scope.WEBHOOKS_MANAGE: "Have news of the organisation sent to other programs",
    Scope.AUDIT_READ: "See who did what in the organisation",
    Scope.PLATFORM_ADMIN: "Run this site: decide which organisations may use it",
}


def in_words(scopes: frozenset[Scope]) -> list[tuple[Scope, str]]:
    """Return scopes with their words, in the order in which they are declared."""
    return [(scope, SCOPE_WORDS[scope]) for scope in Scope if scope in scopes]
