"""Whom an app may act for and what it may be allowed, without a browser or a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.auth.signing_in.consent import (
    Choice,
    Need,
    Terms,
    choices,
    may_be_remembered,
    need,
    remembered,
    without_step_up,
)
from api.domain.scopes import OPERATOR, PERSONAL, ROLE_SCOPES, SIGN_IN, STEP_UP, Scope, Scopes
from api.domain.standing import StaffRole
from api.domain.vocabulary import OrganisationStatus
from api.http.pages.account.scope_words import SCOPE_WORDS
from api.persistence.identity.grants import PersonsGrant
from api.persistence.identity.sessions import Session
from api.persistence.identity.staff import Position

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVERYTHING: Scopes = frozenset(Scope)


def position(role: StaffRole, status: OrganisationStatus = OrganisationStatus.VERIFIED) -> Position:
    return Position(
        staff_id=uuid4(),
        organisation_id=uuid4(),
        organisation_name="A clinic",
        organisation_status=status,
        role=role,
    )


def session(acr: str = "pwd", ago: timedelta = timedelta()) -> Session:
    return Session(
        id=uuid4(),
        hash=b"",
        person_id=uuid4(),
        label="A browser",
        acr=acr,
        amr=(acr,),
        auth_time=NOW - ago,
        created_at=NOW - ago,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )


def given(scopes: Scopes, organisation: UUID | None = None) -> PersonsGrant:
    return PersonsGrant(
        id=uuid4(),
        client="an app",
        client_name="An app",
        organisation_id=organisation,
        organisation_name=None,
        scopes=scopes,
        created_at=NOW,
    )


@pytest.mark.parametrize("role", StaffRole)
def test_no_choice_ever_holds_more_than_the_role_allows(role: StaffRole) -> None:
    offered = choices(EVERYTHING, [position(role)], operator=False)
    staff, alone = offered
    assert staff.scopes == SIGN_IN | ROLE_SCOPES[role]
    assert alone.scopes == SIGN_IN | PERSONAL
    assert alone.organisation_id is None


def test_only_an_operator_is_offered_the_platform() -> None:
    asked = frozenset({Scope.OPENID}) | OPERATOR
    (alone,) = choices(asked, [], operator=True)
    assert alone.scopes == asked
    (alone,) = choices(asked, [], operator=False)
    assert alone.scopes == {Scope.OPENID}
    staffed = choices(asked, [position(StaffRole.OWNER)], operator=True)
    assert [each.position for each in staffed] == [None]


def test_an_organisation_where_the_app_could_do_nothing_is_left_out() -> None:
    therapist, auditor = position(StaffRole.THERAPIST), position(StaffRole.AUDITOR)
    asked = frozenset({Scope.OPENID, Scope.REFERRALS_CREATE})
    offered = choices(asked, [auditor, therapist], operator=False)
    assert [each.position for each in offered] == [therapist]


def test_for_signing_in_alone_somebody_may_still_choose_an_organisation() -> None:
    offered = choices(frozenset({Scope.OPENID}), [position(StaffRole.AUDITOR)], operator=False)
    assert [each.key == "self" for each in offered] == [False, True]


def test_a_suspended_organisation_is_never_offered() -> None:
    closed = position(StaffRole.OWNER, OrganisationStatus.SUSPENDED)
    offered = choices(EVERYTHING, [closed], operator=False)
    assert [each.position for each in offered] == [None]
    assert (
        choices(EVERYTHING, [closed], operator=False, organisation_id=closed.organisation_id) == []
    )


def test_a_named_organisation_leaves_out_everything_else() -> None:
    one, other = position(StaffRole.OWNER), position(StaffRole.OWNER)
    offered = choices(
        EVERYTHING, [one, other], operator=True, organisation_id=other.organisation_id
    )
    assert [each.position for each in offered] == [other]


def test_only_the_whole_of_what_was_allowed_for_the_same_is_remembered() -> None:
    place = position(StaffRole.OWNER)
    scopes = frozenset({Scope.OPENID, Scope.GROUPS_READ})
    choice = Choice(scopes, place)
    assert remembered("an app", [choice], [given(scopes, place.organisation_id)]) == [choice]
    for grants in (
        [],
        [given(scopes)],
        [given(scopes, uuid4())],
        [given(frozenset({Scope.GROUPS_READ}), place.organisation_id)],
        # Two halves are no whole: nobody was asked for both at once.
        [given(frozenset({each}), place.organisation_id) for each in scopes],
    ):
        assert remembered("an app", [choice], grants) == []
    assert remembered("another app", [choice], [given(scopes, place.organisation_id)]) == []


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("https://app.test/back", True),
        ("https://peers.test/explorer/signed-in", True),
        ("http://127.0.0.1:4711/callback", False),
        ("http://[::1]:4711/callback", False),
        ("https://127.0.0.1/callback", False),
        ("https://localhost/callback", False),
        ("https://x.localhost/callback", False),
        ("test.heron.notes:/back", False),
        ("http://app.test/back", False),
    ],
)
def test_only_a_web_address_of_its_own_is_given_a_code_unasked(uri: str, *, expected: bool) -> None:
    assert may_be_remembered(uri, "https://peers.test") is expected


def test_a_sensitive_thing_needs_a_passkey_not_long_ago() -> None:
    terms, sensitive = Terms(since=NOW), [Choice(frozenset({Scope.CLIENTS_MANAGE}))]
    assert need(None, terms, [], NOW) is Need.SIGN_IN
    assert need(session(), terms, sensitive, NOW) is Need.PASSKEY
    assert need(session("phr", timedelta(minutes=16)), terms, sensitive, NOW) is Need.PASSKEY
    assert need(session("phr", timedelta(minutes=14)), terms, sensitive, NOW) is Need.NOTHING
    assert need(session(), terms, without_step_up(sensitive), NOW) is Need.NOTHING
    for scope in Scope:
        found = need(session(), terms, [Choice(frozenset({scope}))], NOW)
        assert found is (Need.PASSKEY if scope in STEP_UP else Need.NOTHING)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"max_age": 0}, Need.SIGN_IN),
        ({"max_age": 59}, Need.SIGN_IN),
        ({"max_age": 61}, Need.NOTHING),
        ({"prompt": frozenset({"login"})}, Need.SIGN_IN),
        ({"prompt": frozenset({"select_account"})}, Need.SIGN_IN),
        ({"prompt": frozenset({"consent"})}, Need.NOTHING),
        ({"acr_values": frozenset({"phr"})}, Need.PASSKEY),
        ({"acr_values": frozenset({"phr", "pwd"})}, Need.NOTHING),
        ({"acr_values": frozenset({"unheard-of"})}, Need.NOTHING),
    ],
)
def test_an_app_says_how_it_wants_its_person_signed_in(
    terms: dict[str, frozenset[str]], expected: Need
) -> None:
    wanted = Terms(since=NOW, **terms)  # pyright: ignore[reportArgumentType] - each case names its own
    found = need(session(ago=timedelta(minutes=1)), wanted, [], NOW)
    assert found is expected


def test_every_scope_has_words_that_no_other_has() -> None:
    assert SCOPE_WORDS.keys() == set(Scope)
    assert len(set(SCOPE_WORDS.values())) == len(Scope)
