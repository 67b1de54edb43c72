"""What an organisation may do, and what is decided about it."""

from datetime import UTC, datetime
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.organisations import Organisation, checked_evidence
from api.domain.profiles import Profile
from api.domain.standing import VerificationDecision
from api.domain.violations import Violations
from api.domain.vocabulary import OrganisationKind, OrganisationStatus

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
APPLIED, UNCLAIMED = OrganisationStatus.APPLIED, OrganisationStatus.UNCLAIMED
VERIFIED, SUSPENDED = OrganisationStatus.VERIFIED, OrganisationStatus.SUSPENDED


def organisation(
    status: OrganisationStatus, kind: OrganisationKind = OrganisationKind.CLINIC
) -> Organisation:
    return Organisation(
        id=UUID(int=1),
        slug="harbour",
        name="Harbour",
        kind=kind,
        status=status,
        country=None,
        languages=(),
        website=None,
        demo=False,
        version=1,
        changed_at=NOW,
    )


def applicant(**differences: object) -> Organisation:
    said: dict[str, object] = {"name": "Harbour", "kind": OrganisationKind.CLINIC, **differences}
    return Profile(**said).applicant(UUID(int=1), "harbour", NOW)  # pyright: ignore[reportArgumentType] - tests name what differs


def test_only_a_verified_clinic_refers_and_only_a_verified_operator_publishes() -> None:
    every = [
        organisation(status, kind) for status in OrganisationStatus for kind in OrganisationKind
    ]
    assert [(each.status, each.kind) for each in every if each.may_refer] == [
        (VERIFIED, OrganisationKind.CLINIC)
    ]
    assert [(each.status, each.kind) for each in every if each.may_publish] == [
        (VERIFIED, OrganisationKind.NETWORK_OPERATOR),
        (VERIFIED, OrganisationKind.PLATFORM),
    ]


def test_an_applicant_is_not_shown_before_it_is_verified() -> None:
    assert {status for status in OrganisationStatus if organisation(status).shown} == {
        UNCLAIMED,
        VERIFIED,
    }


def test_only_what_came_forward_and_has_an_owner_is_verified() -> None:
    for status in (APPLIED, UNCLAIMED):
        assert organisation(status).verify(owners=1).status is VERIFIED
        with pytest.raises(NotPossibleNow):
            organisation(status).verify(owners=0)
    for status in (VERIFIED, SUSPENDED):
        with pytest.raises(NotPossibleNow):
            organisation(status).verify(owners=1)


def test_only_what_nobody_speaks_for_is_claimed() -> None:
    organisation(UNCLAIMED).must_be_claimable()
    for status in (APPLIED, VERIFIED, SUSPENDED):
        with pytest.raises(NotPossibleNow):
            organisation(status).must_be_claimable()


def test_what_is_suspended_is_suspended_once_and_only_that_is_restored() -> None:
    for status in (APPLIED, UNCLAIMED, VERIFIED):
        assert organisation(status).suspend().status is SUSPENDED
        with pytest.raises(NotPossibleNow):
            organisation(status).restore([], owners=1)
    with pytest.raises(NotPossibleNow):
        organisation(SUSPENDED).suspend()


def test_to_restore_verifies_nobody_who_was_not() -> None:
    every = list(VerificationDecision)
    for size in range(len(every) + 1):
        for decisions in combinations(every, size):
            for owners in (0, 1):
                restored = organisation(SUSPENDED).restore(decisions, owners=owners).status
                if VerificationDecision.VERIFIED in decisions:
                    assert restored is VERIFIED
                elif VerificationDecision.APPLIED in decisions:
                    assert restored is APPLIED
                else:
                    assert restored is (VERIFIED if owners else UNCLAIMED)


@given(
    st.text(max_size=300),
    st.one_of(st.none(), st.text(max_size=5)),
    st.lists(st.text(max_size=12), max_size=40),
    st.one_of(st.none(), st.text(max_size=60), st.text(max_size=60).map("https://{}".format)),
)
def test_whatever_is_said_of_an_applicant_is_kept_within_bounds_or_refused(
    name: str, country: str | None, languages: list[str], website: str | None
) -> None:
    try:
        found = applicant(name=name, country=country, languages=tuple(languages), website=website)
    except Violations:
        return
    assert 1 <= len(found.name) <= 255
    assert found.name.isprintable()
    assert found.country is None or len(found.country) == 2
    assert len(found.languages) <= 30
    assert found.website is None or found.website.isprintable()


@pytest.mark.parametrize(
    "website",
    [
        "",
        "harbour.example",
        "//harbour.example",
        "ftp://harbour.example",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@harbour.example",
        "https://user:word@harbour.example",
        "https://[::1",
        "https://harbour.example:port",
        "https://harbour.example:99999",
        'https://harbour.example/"onmouseover',
        "https://harbour.example/a b",
        "https://harbour.example/\n",
        "https://harbour.example/\u202e",
    ],
)
def test_what_is_no_plain_web_address_is_refused(website: str) -> None:
    with pytest.raises(Violations) as refused:
        applicant(website=website)
    (refusal,) = refused.value.refusals
    assert refusal.path == ("input", "website")
    assert not website or website not in refusal.message


@pytest.mark.parametrize(
    "website",
    ["https://harbour.example", "http://harbour.example:8080/a?b=c#d", "https://bücher.example/ü"],
)
def test_a_web_address_is_kept(website: str) -> None:
    assert applicant(website=website).website == website


def test_nobody_applies_to_be_the_platform() -> None:
    with pytest.raises(Violations):
        applicant(kind=OrganisationKind.PLATFORM)


def test_everything_that_is_wrong_with_an_applicant_is_told_at_once() -> None:
    with pytest.raises(Violations) as refused:
        applicant(name="", country="de", languages=("not a language",), website="x")
    paths = [each.path for each in refused.value.refusals]
    assert paths == [("input", each) for each in ("name", "country", "languages", "website")]


def test_languages_are_kept_once_in_their_order() -> None:
    found = applicant(languages=("de", "pt-BR", "de", "zh-Hant-TW"))
    assert found.languages == ("de", "pt-BR", "zh-Hant-TW")


def test_evidence_keeps_its_lines_and_nothing_that_is_not_text() -> None:
    assert checked_evidence(" one \n\t two\n") == "one\ntwo"
    for text in ("", " \n ", "x" * 4_001, "bell\a", "null\0"):
        with pytest.raises(InvalidInput):
            checked_evidence(text)
