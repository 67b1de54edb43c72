"""What may be registered of a client: addresses, names, keys, scopes. Hostile input first."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import example, given
from hypothesis import strategies as st

from api.domain.client_rules import (
    ADDRESS_LENGTH,
    BACKENDS,
    address,
    name_faults,
    origin_faults,
    read_scopes,
    redirect_faults,
    website_faults,
)
from api.domain.clients import Client, register
from api.domain.errors import InvalidInput, NotPossibleNow
from api.domain.key_rules import key_address_faults, key_set_faults, public_keys
from api.domain.organisations import Organisation
from api.domain.registration import Keys, Settings
from api.domain.scopes import CLIENT_SCOPES, KEY_ONLY, Scope
from api.domain.standing import ClientKind, ClientStatus
from api.domain.vocabulary import OrganisationKind, OrganisationStatus

PUBLIC, CONFIDENTIAL = ClientKind.PUBLIC_APP, ClientKind.CONFIDENTIAL_APP
NOW = datetime(2026, 11, 24, tzinfo=UTC)
HTTPS = "https://app.example/signed-in"


def organisation(kind: OrganisationKind = OrganisationKind.CLINIC) -> Organisation:
    return Organisation(
        id=UUID(int=1),
        slug="harbour",
        name="Harbour",
        kind=kind,
        status=OrganisationStatus.VERIFIED,
        country=None,
        languages=(),
        website=None,
        demo=False,
        version=1,
        changed_at=NOW,
    )


def settings_of(kind: ClientKind, *scopes: Scope, **more: Any) -> Settings:  # noqa: ANN401
    return Settings(
        name="Harbour app",
        scopes=scopes or (Scope.GROUPS_READ,),
        redirect_uris=() if kind in BACKENDS else (HTTPS,),
        **more,
    )


def client(kind: ClientKind, *scopes: Scope, keys: Keys | None = None) -> Client:
    owner = {
        ClientKind.NETWORK_BACKEND: OrganisationKind.NETWORK_OPERATOR,
    }.get(kind, OrganisationKind.CLINIC)
    return register(
        UUID(int=2), organisation(owner), kind, settings_of(kind, *scopes), keys or Keys(), NOW
    )


def refused(faults: Sequence[object]) -> list[tuple[str, ...]]:
    """The places at fault."""
    assert all(isinstance(fault, InvalidInput) for fault in faults)
    return [fault.path for fault in faults if isinstance(fault, InvalidInput)]


def text(number: int) -> str:
    octets = number.to_bytes((number.bit_length() + 7) // 8)
    return urlsafe_b64encode(octets).decode().rstrip("=")


def rsa_key(bits: int = 2048, **members: object) -> dict[str, Any]:
    public = rsa.generate_private_key(65537, bits).public_key().public_numbers()
    return {"kty": "RSA", "kid": "one", "n": text(public.n), "e": text(public.e), **members}


def ec_key(curve: ec.EllipticCurve | None = None, **members: object) -> dict[str, Any]:
    curve = curve or ec.SECP256R1()
    public = ec.generate_private_key(curve).public_key().public_numbers()
    size = (curve.key_size + 7) // 8
    x, y = (
        urlsafe_b64encode(each.to_bytes(size)).decode().rstrip("=") for each in (public.x, public.y)
    )
    name = {256: "P-256", 384: "P-384"}.get(curve.key_size, "P-521")
    return {"kty": "EC", "kid": "one", "crv": name, "x": x, "y": y, **members}


RSA, EC = rsa_key(), ec_key()

# Addresses


@pytest.mark.parametrize(
    "uri",
    [
        HTTPS,
        "https://app.example",
        "https://app.example:8443/a/b?tenant=7",
        "https://xn--mller-kva.example/%C3%BC",
        "https://[2001:db8::1]/cb",
    ],
)
def test_any_app_may_send_people_to_https(uri: str) -> None:
    assert redirect_faults(PUBLIC, [uri]) == redirect_faults(CONFIDENTIAL, [uri]) == []


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1/cb",
        "http://127.0.0.1:8400/cb",
        "http://[::1]:8400",
        "com.example.app:/cb",
        "com.example.app://cb/signed-in",
    ],
)
def test_only_a_public_app_may_send_people_to_its_own_device(uri: str) -> None:
    assert redirect_faults(PUBLIC, [uri]) == []
    assert refused(redirect_faults(CONFIDENTIAL, [uri])) == [("input", "redirectUris", "0")]


@pytest.mark.parametrize(
    "uri",
    [
        "",
        " ",
        "https://",
        "https:///cb",
        "https:app.example",
        "https:/app.example",
        "HTTPS://app.example/",
        "//app.example/cb",
        "/cb",
        "app.example/cb",
        "http://app.example/cb",
        "http://localhost/cb",
        "http://127.0.0.2/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://[::1].evil.example/cb",
        "http://127.1/cb",
        "http://0x7f000001/cb",
        "https://*.app.example/cb",
        "https://app.example/cb#",
        "https://app.example/cb#token",
        "https://user@app.example/cb",
        "https://user:password@app.example/cb",
        "https://@app.example/cb",
        "https://app.example@evil.example/cb",
        "https://app.example\\@evil.example/cb",
        "https://app.example\\.evil.example/cb",
        "https://app.example/a/../b",
        "https://app.example/a/%2e%2E/b",
        "https://app.example/./b",
        "https://app.example/..",
        "https://app.example:0/cb",
        "https://app.example:65536/cb",
        "https://app.example:/cb",
        "https://app.example:port/cb",
        "https://app..example/cb",
        "https://-app.example/cb",
        "https://app_example/cb",
        "https://app.example/a b",
        "https://app.example/a\tb",
        "https://app.example/a\r\nLocation: https://evil.example",
        "https://app.example/a\x00b",
        "https://app.example/\u202e",
        "https://müller.example/",
        "https://app。example/",
        'https://app.example/"',
        "https://app.example/<script>",
        "https://app.example/%zz",
        "https://app.example/%",
        "https://[::1/cb",
        "https://[zz]/cb",
        "https://[::ffff:1:2:3:4:5:6:7:8]/cb",
        "javascript:alert(1)",
        "javascript://app.example/%0aalert(1)",
        "JavaScript:alert(1)",
        "data:text/html,hello",
        "vbscript:x",
        "file:///etc/passwd",
        "about:blank",
        "blob:https://app.example/1",
        "myapp:/cb",
        "myapp://cb",
        "com.example.app:cb",
        "com.example.app:",
        "com.example.app://",
        "com.example.app:///cb",
        "com.example.app://user@host/cb",
        ".app:/cb",
        "com.:/cb",
        "1com.example:/cb",
        "urn:ietf:wg:oauth:2.0:oob",
        "https://app.example/" + "a" * ADDRESS_LENGTH,
    ],
)
def test_no_app_may_send_people_anywhere_else(uri: str) -> None:
    for kind in (PUBLIC, CONFIDENTIAL):
        (fault,) = redirect_faults(kind, [HTTPS, uri])
        assert fault.path == ("input", "redirectUris", "1")
        assert "https://app.example" not in fault.message


def test_an_app_has_between_one_and_ten_redirect_uris_and_a_backend_none() -> None:
    many = [f"{HTTPS}/{number}" for number in range(11)]
    assert redirect_faults(PUBLIC, many[:10]) == []
    assert refused(redirect_faults(PUBLIC, many)) == [("input", "redirectUris")]
    assert refused(redirect_faults(CONFIDENTIAL, [])) == [("input", "redirectUris")]
    for kind in BACKENDS:
        assert redirect_faults(kind, []) == origin_faults(kind, []) == []
        assert refused(redirect_faults(kind, [HTTPS])) == [("input", "redirectUris")]
        assert refused(origin_faults(kind, ["https://a.example"])) == [("input", "origins")]


def test_every_address_at_fault_is_named_at_once() -> None:
    uris = ["javascript:alert(1)", HTTPS, "http://evil.example"]
    assert refused(redirect_faults(PUBLIC, uris)) == [
        ("input", "redirectUris", "0"),
        ("input", "redirectUris", "2"),
    ]


def test_an_origin_is_written_as_browsers_send_it() -> None:
    for origin in ("https://app.example", "https://app.example:8443"):
        assert origin_faults(PUBLIC, [origin]) == origin_faults(CONFIDENTIAL, [origin]) == []
    assert origin_faults(PUBLIC, ["http://127.0.0.1:5173", "http://[::1]:5173"]) == []
    for origin in (
        "https://app.example/",
        "https://app.example:443",
        "https://App.example",
        "https://app.example?",
        "http://app.example",
        "http://127.0.0.1:80",
        "http://localhost:5173",
        "https://*.example",
        "null",
        "*",
        "com.example.app:/",
        "",
    ):
        assert refused(origin_faults(PUBLIC, [origin])) == [("input", "origins", "0")], origin
    assert origin_faults(CONFIDENTIAL, ["http://127.0.0.1:5173"]) != []
    assert origin_faults(PUBLIC, [f"https://a{number}.example" for number in range(11)]) != []


def test_a_website_is_an_https_address_or_none() -> None:
    assert website_faults(None) == website_faults("https://app.example/about") == []
    for website in ("http://app.example", "javascript:alert(1)", "app.example", "", "https://a#b"):
        assert refused(website_faults(website)) == [("input", "website")], website


def test_a_name_is_one_line_that_people_can_read() -> None:
    assert name_faults("Harbour  app") == name_faults("x" * 120) == []
    for name in ("", "  ", "x" * 121, "app\u202etxt", "a\x00b", "a\x1bb", "a\u200bb"):
        assert refused(name_faults(name)) == [("input", "name")], name


@given(st.text(max_size=60) | st.from_regex(r"[a-z.]{1,12}:/{0,3}[\[\]a-z0-9.:@%\\/?# -]{0,30}"))
@example("https://[")
@example("https://[]")
@example("https://a:99999999999999999999")
def test_whatever_is_given_as_an_address_is_taken_or_refused(given_text: str) -> None:
    for kind in ClientKind:
        for rule in (redirect_faults, origin_faults):
            assert all(isinstance(each, InvalidInput) for each in rule(kind, [given_text]))
    assert len(name_faults(given_text) + website_faults(given_text)) <= 2
    assert len(key_address_faults(given_text)) <= 1
    found = address(given_text)
    if found is not None:
        assert given_text.startswith(found.scheme + ":")
        assert "@" not in (found.host or "")
        assert "#" not in given_text


# Keys


def test_keys_of_the_kinds_that_tokens_are_asked_for_by_are_taken() -> None:
    sets = [
        rsa_key(),
        rsa_key(3072, use="sig", alg="RS384"),
        rsa_key(alg="PS256", key_ops=["verify"]),
        ec_key(),
        ec_key(alg="ES256", use="sig"),
        ec_key(ec.SECP384R1(), alg="ES384"),
    ]
    named = [{**key, "kid": str(number)} for number, key in enumerate(sets)]
    assert key_set_faults({"keys": named}) == []


def test_only_the_members_that_a_key_is_made_of_are_kept() -> None:
    more = {"x5u": "http://169.254.169.254/", "x5c": ["AAAA"], "canary": {"deep": [1]}}
    kept = public_keys({"keys": [{**RSA, **more}, {**EC, "kid": "two", **more}], "canary": 1})
    assert kept == {"keys": [RSA, {**EC, "kid": "two"}]}


WRONG_KEYS: list[tuple[Any, str]] = [
    ({**RSA, "d": "AQAB"}, "d"),
    ({**EC, "d": EC["x"]}, "d"),
    ({**RSA, "p": "AQAB"}, "p"),
    ({**RSA, "q": "AQAB"}, "q"),
    ({**RSA, "dp": "AQAB"}, "dp"),
    ({**RSA, "dq": "AQAB"}, "dq"),
    ({**RSA, "qi": "AQAB"}, "qi"),
    ({**RSA, "oth": []}, "oth"),
    ({"kty": "oct", "kid": "one", "k": "c2VjcmV0"}, "k"),
    ({"kty": "oct", "kid": "one"}, "kty"),
    ({"kty": "OKP", "kid": "one", "crv": "Ed25519", "x": EC["x"]}, "kty"),
    ({**RSA, "kty": "rsa"}, "kty"),
    ({**RSA, "kty": ["RSA"]}, "kty"),
    ({**RSA, "kty": None}, "kty"),
    ({name: value for name, value in RSA.items() if name != "kid"}, "kid"),
    ({**RSA, "kid": ""}, "kid"),
    ({**RSA, "kid": 7}, "kid"),
    ({**RSA, "kid": "x" * 256}, "kid"),
    ({**RSA, "kid": "a\nb"}, "kid"),
    ({**RSA, "use": "enc"}, "use"),
    ({**RSA, "use": {}}, "use"),
    ({**RSA, "key_ops": ["sign"]}, "key_ops"),
    ({**RSA, "key_ops": "verify"}, "key_ops"),
    ({**RSA, "alg": "RS256"}, "alg"),
    ({**RSA, "alg": "HS256"}, "alg"),
    ({**RSA, "alg": "none"}, "alg"),
    ({**RSA, "alg": "ES256"}, "alg"),
    ({**RSA, "alg": []}, "alg"),
    ({**EC, "alg": "ES384"}, "alg"),
    ({**EC, "alg": "RS384"}, "alg"),
    (rsa_key(1024), "n"),
    ({**RSA, "n": text(2**2048)}, "n"),
    ({**RSA, "n": "A" * 1366}, "n"),
    ({**RSA, "n": text(2**9000 + 1)}, "n"),
    ({**RSA, "n": RSA["n"] + "="}, "n"),
    ({**RSA, "n": RSA["n"].replace(RSA["n"][5], "+")}, "n"),
    ({**RSA, "n": 7}, "n"),
    ({**RSA, "e": "AQ"}, "e"),
    ({**RSA, "e": "Ag"}, "e"),
    ({**RSA, "e": ""}, "e"),
    ({**RSA, "e": None}, "e"),
    ({**RSA, "e": text(2**64 + 1)}, "e"),
    ({**EC, "crv": "secp256k1"}, "crv"),
    ({**EC, "crv": "P-521"}, "crv"),
    ({**EC, "crv": "P-384"}, "x"),
    ({**EC, "crv": ["P-256"]}, "crv"),
    ({**EC, "x": EC["x"][:-2]}, "x"),
    ({**EC, "y": EC["y"] + "AA"}, "y"),
    ({**EC, "x": {}}, "x"),
]


@pytest.mark.parametrize(("key", "member"), WRONG_KEYS)
def test_s2_a_private_a_symmetric_and_a_weak_key_are_refused_where_they_stand(
    key: dict[str, Any], member: str
) -> None:
    good = {**EC, "kid": "good"}
    faults = key_set_faults({"keys": [good, key]})
    assert faults
    assert faults[0].path == ("input", "jwks", "keys", "1", member)
    known = [str(value) for value in key.values() if len(str(value)) > 10]
    assert not any(value in fault.message for fault in faults for value in known)


def test_s2_two_keys_of_one_id_are_refused() -> None:
    faults = key_set_faults({"keys": [RSA, EC]})
    assert refused(faults) == [("input", "jwks", "keys", "1", "kid")]


ELEVEN = [{**EC, "kid": str(number)} for number in range(11)]
NO_KEYS: list[Any] = [None, [], {}, "RSA", 7, ELEVEN]
NO_SETS: list[Any] = [None, [], {}, "", 7, True, "x", [RSA], RSA]


@pytest.mark.parametrize("jwks", [*NO_SETS, *({"keys": keys} for keys in NO_KEYS)])
def test_what_is_no_set_of_keys_is_refused_as_a_whole(jwks: object) -> None:
    assert refused(key_set_faults(jwks)) == [("input", "jwks")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["keys", "kty", "kid", "n", "e", "crv", "x", "y", "d", "alg", "use"]),
            inner | st.sampled_from(["RSA", "EC", "P-256", "AQAB", EC["x"], RSA["n"]]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON | st.lists(JSON, max_size=3).map(lambda keys: {"keys": keys}))
def test_whatever_json_is_given_as_keys_is_taken_or_refused(jwks: Any) -> None:  # noqa: ANN401
    faults = key_set_faults(jwks)
    assert all(isinstance(each, InvalidInput) for each in faults)
    if not faults:
        assert json.loads(json.dumps(public_keys(jwks))) == public_keys(jwks)


def test_keys_are_published_at_a_domain_name_by_https() -> None:
    assert key_address_faults("https://keys.example/jwks.json") == []
    for uri in (
        "http://keys.example/jwks.json",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/jwks.json",
        "https://10.0.0.1",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/jwks.json",
        "https://intranet/jwks.json",
        "https://user@keys.example/",
        "https://keys.example/#keys",
        "file:///etc/passwd",
        "",
    ):
        assert refused(key_address_faults(uri)) == [("input", "jwksUri")], uri


# Scopes


def test_scopes_come_in_the_order_of_the_list_and_once() -> None:
    words = ["meetings:read", "groups:read", "meetings:read"]
    assert read_scopes(words) == (Scope.GROUPS_READ, Scope.MEETINGS_READ)


@pytest.mark.parametrize("word", ["", "groups", "groups:read meetings:read", "GROUPS:READ", "*"])
def test_a_scope_that_there_is_not_is_refused_where_it_stands(word: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_scopes(["groups:read", word])
    assert caught.value.path == ("input", "scopes", "1")


def test_no_kind_of_client_is_registered_with_a_scope_beyond_it() -> None:
    by_key = Keys(jwks={"keys": [EC]})
    for kind, scope in product(CLIENT_SCOPES, Scope):
        if kind in (ClientKind.RESOURCE_SERVER, ClientKind.FIRST_PARTY):
            continue
        keys = by_key if kind in BACKENDS else Keys()
        if scope in CLIENT_SCOPES[kind]:
            assert client(kind, scope, keys=keys).scopes == (scope,)
            continue
        with pytest.raises(ExceptionGroup) as caught:
            client(kind, scope, keys=keys)
        assert refused(caught.value.exceptions) == [("input", "scopes")]


def test_what_needs_a_key_is_never_held_by_a_backend_with_a_secret() -> None:
    kind, keys = ClientKind.CLINIC_BACKEND, Keys(jwks={"keys": [EC]})
    for scope in KEY_ONLY & CLIENT_SCOPES[kind]:
        with pytest.raises(ExceptionGroup):
            client(kind, scope)
        by_key = client(kind, scope, keys=keys)
        with pytest.raises(NotPossibleNow):
            by_key.check_secret(0)
        with pytest.raises(ExceptionGroup):
            by_key.set_keys(Keys(), has_secret=False)
        with pytest.raises(ExceptionGroup):
            client(kind, keys=keys).change(settings_of(kind, scope), has_secret=True)


# Clients


@pytest.mark.parametrize("kind", [ClientKind.RESOURCE_SERVER, ClientKind.FIRST_PARTY])
def test_nobody_registers_a_client_of_the_platforms_own_kinds(kind: ClientKind) -> None:
    for owner in OrganisationKind:
        with pytest.raises(ExceptionGroup) as caught:
            register(UUID(int=2), organisation(owner), kind, settings_of(kind), Keys(), NOW)
        assert ("input", "kind") in refused(caught.value.exceptions)


def test_a_clinic_backend_is_a_clinics_and_a_network_backend_a_network_operators() -> None:
    allowed = {
        (kind, owner)
        for kind, owner in product(BACKENDS, OrganisationKind)
        if _registers(kind, owner)
    }
    assert allowed == {
        (ClientKind.CLINIC_BACKEND, OrganisationKind.CLINIC),
        (ClientKind.NETWORK_BACKEND, OrganisationKind.NETWORK_OPERATOR),
        (ClientKind.NETWORK_BACKEND, OrganisationKind.PLATFORM),
        *((ClientKind.PARTNER_BACKEND, owner) for owner in OrganisationKind),
    }


def _registers(kind: ClientKind, owner: OrganisationKind) -> bool:
    try:
        register(UUID(int=2), organisation(owner), kind, settings_of(kind), Keys(), NOW)
    except ExceptionGroup:
        return False
    return True


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = Settings(
        name=" ",
        scopes=(Scope.PLATFORM_ADMIN,),
        redirect_uris=("javascript:alert(1)",),
        origins=("*",),
        website="ftp://a",
    )
    keys = Keys(jwks={"keys": [{**RSA, "d": "AQAB"}]})
    with pytest.raises(ExceptionGroup) as caught:
        register(UUID(int=2), organisation(), CONFIDENTIAL, wrong, keys, NOW)
    assert refused(caught.value.exceptions) == [
        ("input", "name"),
        ("input", "redirectUris", "0"),
        ("input", "origins", "0"),
        ("input", "website"),
        ("input", "jwks", "keys", "0", "d"),
        ("input", "scopes"),
    ]


def test_a_public_app_has_neither_secret_nor_key() -> None:
    app = client(PUBLIC)
    assert not app.needs_secret
    with pytest.raises(NotPossibleNow):
        app.check_secret(0)
    for keys in (Keys(jwks={"keys": [EC]}), Keys(jwks_uri="https://keys.example/jwks")):
        with pytest.raises(ExceptionGroup):
            app.set_keys(keys, has_secret=False)


def test_s2_keys_are_by_value_or_by_address() -> None:
    both = Keys(jwks={"keys": [EC]}, jwks_uri="https://keys.example/jwks")
    with pytest.raises(ExceptionGroup) as caught:
        client(CONFIDENTIAL).set_keys(both, has_secret=False)
    assert refused(caught.value.exceptions) == [("input", "jwksUri")]


def test_a_confidential_client_has_at_most_two_secrets() -> None:
    app = client(CONFIDENTIAL)
    assert app.needs_secret
    app.check_secret(0)
    app.check_secret(1)
    with pytest.raises(NotPossibleNow):
        app.check_secret(2)


def test_settings_take_the_place_of_all_former_ones() -> None:
    full = settings_of(PUBLIC, origins=("https://a.example",), website="https://a.example")
    before = client(PUBLIC).change(full, has_secret=False)
    assert (before.origins, before.website) == (("https://a.example",), "https://a.example")
    after = before.change(settings_of(PUBLIC), has_secret=False)
    assert (after.origins, after.website) == ((), None)


def test_what_was_granted_ends_with_what_a_client_loses_and_with_nothing_else() -> None:
    two = {"keys": [EC, {**RSA, "kid": "two"}]}
    app = client(CONFIDENTIAL, Scope.GROUPS_READ, Scope.MEETINGS_READ, keys=Keys(jwks=two))
    at_address = replace(app, jwks=None, jwks_uri="https://keys.example/jwks")
    kept = [
        (app, app),
        (app, replace(app, name="Another", redirect_uris=(), website=None)),
        (app, replace(app, scopes=(*app.scopes, Scope.ME_READ))),
        (app, replace(app, jwks={"keys": [*reversed(two["keys"]), {**EC, "kid": "three"}]})),
        (replace(app, jwks=None), app),
        (replace(app, jwks=None), at_address),
        (replace(app, status=ClientStatus.DISABLED), app),
    ]
    lost = [
        (app, replace(app, status=ClientStatus.DISABLED)),
        (app, replace(app, scopes=(Scope.GROUPS_READ, Scope.ME_READ))),
        (app, replace(app, jwks={"keys": [EC]})),
        (app, replace(app, jwks={"keys": [EC, {**rsa_key(), "kid": "two"}]})),
        (app, replace(app, jwks=None)),
        (app, at_address),
        (at_address, app),
        (at_address, replace(at_address, jwks_uri="https://keys.example/other")),
    ]
    assert [before.ends_grants(after) for before, after in kept] == [None] * len(kept)
    assert all(before.ends_grants(after) for before, after in lost)


def test_a_client_is_disabled_and_enabled_once() -> None:
    app = client(PUBLIC)
    with pytest.raises(NotPossibleNow):
        app.enable()
    disabled = app.disable()
    with pytest.raises(NotPossibleNow):
        disabled.disable()
    assert disabled.enable() == app
