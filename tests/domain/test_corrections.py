from dataclasses import replace
from uuid import uuid4

import pytest

from api.domain.change_requests import (
    REASON_LENGTH,
    ChangeRequest,
    ChangeRequestStatus,
    CorrectedThing,
    ProposerKind,
)
from api.domain.correctable import READINGS
from api.domain.corrections import Difference, apply, propose
from api.domain.errors import InvalidInput, NotPossibleNow, VersionConflict
from api.domain.networks import Notice
from api.domain.violations import Violations
from api.domain.vocabulary import Disclosure, GroupStatus, Joining
from tests.house import NOW, House, group, network, venue

HOUSE = House(uuid4(), uuid4(), uuid4(), uuid4(), uuid4())
GROUP = group(HOUSE, "ours")


def request(**different: object) -> ChangeRequest:
    made = ChangeRequest(
        id=uuid4(),
        organisation_id=HOUSE.organisation,
        thing=CorrectedThing.GROUP,
        thing_id=HOUSE.group,
        proposer=ProposerKind.PERSON,
        status=ChangeRequestStatus.PENDING,
        note=None,
        reason=None,
        differences=(),
        proposed_at=NOW,
        decided_at=None,
        version=1,
        changed_at=NOW,
    )
    return replace(made, **different)  # pyright: ignore[reportArgumentType] - tests name the fields that differ


def test_only_what_differs_is_proposed_and_values_are_plain() -> None:
    found = propose(
        GROUP, {"name": f" {GROUP.name} ", "joining": "OPEN", "languages": ["fr"]}, at=NOW
    )
    assert found == (
        Difference(name="joining", was=None, proposed="OPEN"),
        Difference(name="languages", was=["de"], proposed=["fr"]),
    )


def test_an_accepted_correction_is_the_thing_with_its_own_kinds_of_values() -> None:
    after = apply(GROUP, propose(GROUP, {"joining": "OPEN", "languages": ["fr"]}, at=NOW), at=NOW)
    assert (after.joining, after.languages) == (Joining.OPEN, ("fr",))
    assert replace(after, joining=GROUP.joining, languages=GROUP.languages) == GROUP


def test_null_clears_what_may_be_unstated_and_never_a_name() -> None:
    stated = replace(GROUP, summary="Once.")
    assert apply(stated, propose(stated, {"summary": None}, at=NOW), at=NOW).summary is None
    with pytest.raises(Violations):
        propose(GROUP, {"name": None}, at=NOW)


def test_what_changes_nothing_is_no_proposal() -> None:
    with pytest.raises(InvalidInput):
        propose(GROUP, {"summary": None, "name": GROUP.name}, at=NOW)


def test_a_field_that_changed_since_is_a_conflict_and_another_is_not() -> None:
    found = propose(GROUP, {"summary": "New."}, at=NOW)
    assert apply(replace(GROUP, name="Another"), found, at=NOW).summary == "New."
    with pytest.raises(VersionConflict):
        apply(replace(GROUP, summary="Meanwhile."), found, at=NOW)


def test_a_field_that_can_be_corrected_no_more_is_left_to_hands() -> None:
    with pytest.raises(NotPossibleNow):
        apply(GROUP, [Difference(name="capacity", was=None, proposed=None)], at=NOW)


def test_what_is_over_is_not_corrected_and_what_was_erased_is_not_accepted() -> None:
    found = propose(GROUP, {"summary": "New."}, at=NOW)
    with pytest.raises(NotPossibleNow):
        apply(replace(GROUP, status=GroupStatus.ARCHIVED), found, at=NOW)
    with pytest.raises(NotPossibleNow):
        request(differences=()).accept(at=NOW)


def test_a_correction_keeps_what_every_change_keeps() -> None:
    """When newcomers were welcome, and that a network says in each language what it is not."""
    welcome = apply(GROUP, propose(GROUP, {"newcomers_welcome": True}, at=NOW), at=NOW)
    assert welcome.newcomers_as_of == NOW.date()
    told = replace(network(HOUSE, "ours"), notices=(Notice(language="de", text="Keine Therapie."),))
    with pytest.raises(NotPossibleNow):
        propose(told, {"languages": ["de", "fr"]}, at=NOW)


def test_an_exact_place_of_a_venue_that_was_hidden_since_is_not_accepted() -> None:
    public = replace(venue(HOUSE), disclosure=Disclosure.PUBLIC)
    found = propose(public, {"street": "Canary Lane 7"}, at=NOW)
    assert apply(public, found, at=NOW).street == "Canary Lane 7"
    with pytest.raises(NotPossibleNow):
        apply(venue(HOUSE), found, at=NOW)


def test_an_exact_place_is_proposed_of_a_public_venue_alone() -> None:
    hidden = venue(HOUSE)
    assert not hidden.public
    for name in ("street", "postal_code"):
        with pytest.raises(Violations):
            propose(hidden, {name: "04109"}, at=NOW)
        shown = replace(hidden, disclosure=Disclosure.PUBLIC)
        assert propose(shown, {name: "04109"}, at=NOW)


def test_every_field_that_can_be_corrected_is_one_of_its_thing() -> None:
    for thing, readings in READINGS.items():
        assert set(readings) <= set(thing.__slots__)


def test_a_request_is_decided_on_once_and_rejected_with_a_reason() -> None:
    rejected = request().reject(" No. ", at=NOW)
    assert (rejected.status, rejected.reason) == (ChangeRequestStatus.REJECTED, "No.")
    something = propose(GROUP, {"summary": "New."}, at=NOW)
    for decided in (rejected, request(differences=something).accept(at=NOW)):
        with pytest.raises(NotPossibleNow):
            decided.accept(at=NOW)
        with pytest.raises(NotPossibleNow):
            decided.reject("No.", at=NOW)
    for reason in ("", " ", "x" * (REASON_LENGTH + 1), "a\x00b"):
        with pytest.raises(InvalidInput):
            request().reject(reason, at=NOW)
