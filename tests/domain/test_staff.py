"""Who may name whom, and that an organisation keeps an owner whatever its staff do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Forbidden, InvalidInput, NotPossibleNow, Refusal, VersionConflict
from api.domain.staff import INVITATION_LIFE, Invitation, Staff, checked_name, may_appoint
from api.domain.standing import InvitationStatus, StaffRole, StaffStatus
from api.domain.versions import expect
from api.domain.vocabulary import OrganisationKind

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OWNER, ADMIN = StaffRole.OWNER, StaffRole.ADMIN
PATH = ("input", "name")


def member(role: StaffRole, status: StaffStatus = StaffStatus.ACTIVE) -> Staff:
    return Staff(
        id=uuid4(),
        organisation_id=UUID(int=1),
        name="Canary",
        role=role,
        status=status,
        since=NOW,
        version=1,
        changed_at=NOW,
    )


def invitation() -> Invitation:
    return Invitation(
        id=uuid4(),
        organisation_id=UUID(int=1),
        role=ADMIN,
        status=InvitationStatus.OPEN,
        invited_by="stf_1",
        expires_at=NOW + INVITATION_LIFE,
        version=1,
        changed_at=NOW,
    )


def allowed(by: StaffRole, role: StaffRole) -> bool:
    try:
        may_appoint(by, role)
    except Forbidden:
        return False
    return True


def test_owners_name_anybody_and_admins_anybody_but_owners_and_nobody_else_names_anybody() -> None:
    assert {(by, role) for by in StaffRole for role in StaffRole if allowed(by, role)} == {
        *((OWNER, role) for role in StaffRole),
        *((ADMIN, role) for role in StaffRole if role is not OWNER),
    }


@pytest.mark.parametrize("by", StaffRole)
@pytest.mark.parametrize("before", StaffRole)
def test_a_role_is_given_and_taken_only_by_whoever_may_do_both(
    by: StaffRole, before: StaffRole
) -> None:
    for after in StaffRole:
        if after is before:
            continue
        if allowed(by, before) and allowed(by, after):
            assert member(before).appoint(after, by=by, owners=2).role is after
        else:
            with pytest.raises(Forbidden):
                member(before).appoint(after, by=by, owners=2)


def test_the_same_role_again_is_no_change() -> None:
    with pytest.raises(NotPossibleNow):
        member(ADMIN).appoint(ADMIN, by=OWNER, owners=1)


def test_another_role_verifies_no_practitioner() -> None:
    therapist = member(StaffRole.THERAPIST)
    verified = therapist.verify(by="stf_1", at=NOW, kind=OrganisationKind.CLINIC)
    assert (verified.verified_at, verified.verified_by) == (NOW, "stf_1")
    moved = verified.appoint(ADMIN, by=OWNER, owners=1)
    assert (moved.verified_at, moved.verified_by) == (None, None)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("kind", OrganisationKind)
@pytest.mark.parametrize("status", StaffStatus)
def test_only_an_active_therapist_of_a_clinic_is_verified(
    role: StaffRole, kind: OrganisationKind, status: StaffStatus
) -> None:
    found = member(role, status)
    fits = (role, kind, status) == (
        StaffRole.THERAPIST,
        OrganisationKind.CLINIC,
        StaffStatus.ACTIVE,
    )
    if fits:
        assert found.verify(by="stf_1", at=NOW, kind=kind).verified_at == NOW
    else:
        with pytest.raises(NotPossibleNow):
            found.verify(by="stf_1", at=NOW, kind=kind)


@pytest.mark.parametrize("status", [StaffStatus.ENDED, StaffStatus.LAPSED])
def test_who_is_gone_neither_moves_nor_leaves_again(status: StaffStatus) -> None:
    gone = member(ADMIN, status)
    for act in (
        lambda: gone.appoint(OWNER, by=OWNER, owners=2),
        lambda: gone.leave(at=NOW, owners=2),
        lambda: gone.remove(by=OWNER, at=NOW, owners=2),
        gone.accept_claim,
        lambda: gone.reject_claim(at=NOW),
    ):
        with pytest.raises(NotPossibleNow):
            act()


def test_a_claim_is_answered_or_taken_back_and_no_colleagues_business() -> None:
    claim = member(OWNER, StaffStatus.CLAIMING)
    assert claim.accept_claim().status is StaffStatus.ACTIVE
    assert claim.reject_claim(at=NOW).status is StaffStatus.LAPSED
    # No owner is lost with a claim: it never was one.
    assert claim.leave(at=NOW, owners=0).status is StaffStatus.LAPSED
    for act in (
        lambda: claim.remove(by=OWNER, at=NOW, owners=2),
        lambda: claim.appoint(ADMIN, by=OWNER, owners=2),
    ):
        with pytest.raises(NotPossibleNow):
            act()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "leave", "remove"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(StaffRole),
    ),
    max_size=40,
)


@given(st.lists(st.sampled_from(StaffRole), max_size=5), ACTS)
def test_whatever_staff_do_an_organisation_keeps_an_owner_and_nobody_rises_by_themselves(
    others: list[StaffRole], acts: list[tuple[str, int, int, StaffRole]]
) -> None:
    staff = [member(role) for role in (OWNER, *others)]
    for what, who, whom, role in acts:
        by, target = staff[who % len(staff)], staff[whom % len(staff)]
        if by.status is not StaffStatus.ACTIVE:
            continue
        owners = _owners(staff)
        try:
            after = _act(what, by, target, role, len(owners))
        except Refusal:
            continue
        staff[staff.index(target)] = after
        risen = _owners(staff) - owners
        assert not risen or by.role is OWNER
        assert _owners(staff)


def _owners(staff: list[Staff]) -> set[UUID]:
    return {each.id for each in staff if each.role is OWNER and each.status is StaffStatus.ACTIVE}


def _act(what: str, by: Staff, target: Staff, role: StaffRole, owners: int) -> Staff:
    if what == "appoint":
        return target.appoint(role, by=by.role, owners=owners)
    if what == "leave":
        return target.leave(at=NOW, owners=owners)
    return target.remove(by=by.role, at=NOW, owners=owners)


def test_an_invitation_opens_once_and_for_seven_days() -> None:
    fresh = invitation()
    accepted = fresh.accept(at=NOW + INVITATION_LIFE - timedelta(microseconds=1))
    assert accepted.status is InvitationStatus.ACCEPTED
    withdrawn = fresh.withdraw()
    assert withdrawn.status is InvitationStatus.WITHDRAWN
    for act in (
        lambda: fresh.accept(at=NOW + INVITATION_LIFE),
        lambda: accepted.accept(at=NOW),
        lambda: withdrawn.accept(at=NOW),
        accepted.withdraw,
        withdrawn.withdraw,
    ):
        with pytest.raises(NotPossibleNow):
            act()


def test_an_old_invitation_can_still_be_withdrawn() -> None:
    old = replace(invitation(), expires_at=NOW - timedelta(days=30))
    assert old.withdraw().status is InvitationStatus.WITHDRAWN


@given(st.text(max_size=200))
def test_a_name_is_kept_on_one_printable_line_or_refused(text: str) -> None:
    try:
        name = checked_name(text, path=PATH)
    except InvalidInput:
        return
    assert 1 <= len(name) <= 120
    assert name.isprintable()
    assert name == " ".join(name.split())


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "bell\a", "null\0"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_name(name, path=PATH)
    assert refused.value.path == PATH


@pytest.mark.parametrize("name", ["José", "Sinéad O’Connor", "佐藤", "x" * 120])  # noqa: RUF001 - names
def test_a_name_of_any_script_is_kept(name: str) -> None:
    assert checked_name(f" {name}\n", path=PATH) == name


def test_a_change_of_another_version_is_a_conflict() -> None:
    expect(3, 3)
    for looked_at in (2, 4, 0, -1):
        with pytest.raises(VersionConflict) as refused:
            expect(3, looked_at)
        assert refused.value.path == ("input", "expectedVersion")
