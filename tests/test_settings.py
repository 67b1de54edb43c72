import base64

import pytest
from pydantic import ValidationError

from api.settings import Mode, Settings, problems

KEY = base64.b64encode(bytes(32)).decode()
SERVICE = {
    "DATABASE_URL": "postgresql://peers_app:swordfish@db.example.org/peers",
    "DATABASE_MIGRATION_URL": "postgresql://peers_owner:swordfish@db.example.org/peers",
    "PEERS_KEK": KEY,
    "PEERS_PUBLIC_URL": "https://peers.example.org/",
}


@pytest.fixture(autouse=True)
def _environment_without_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SERVICE, "DATABASE_READ_URL", "PEERS_DATA_DIR", "PEERS_HOST", "PEERS_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SERVICE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_without_any_setting_it_is_a_demo_that_may_start() -> None:
    settings = Settings()
    assert settings.mode is Mode.DEMO
    assert problems(settings) == []
    assert settings.shows_explorer
    assert settings.allows_introspection
    assert settings.base_url == "http://localhost:8000"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_a_loopback_host_stays_a_demo(host: str) -> None:
    assert Settings(host=host).mode is Mode.DEMO


# Spelled out here because binding to every interface is exactly what must not be a demo.
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "peers.example.org", ""])  # noqa: S104
def test_a_host_that_others_reach_is_a_service(host: str) -> None:
    assert Settings(host=host).mode is Mode.SERVICE
    assert not Settings(host=host).shows_explorer


def test_a_complete_service_may_start(service: pytest.MonkeyPatch) -> None:
    settings = Settings()
    assert settings.mode is Mode.SERVICE
    assert problems(settings) == []
    assert settings.base_url == "https://peers.example.org"
    assert settings.kek is not None
    assert settings.kek.get_secret_value() == bytes(32)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PEERS_KEK", None, "PEERS_KEK"),
        ("PEERS_KEK", "", "PEERS_KEK"),
        ("PEERS_PUBLIC_URL", None, "PEERS_PUBLIC_URL"),
        ("PEERS_PUBLIC_URL", "http://peers.example.org", "PEERS_PUBLIC_URL"),
        ("DATABASE_MIGRATION_URL", None, "DATABASE_MIGRATION_URL"),
        ("DATABASE_MIGRATION_URL", SERVICE["DATABASE_URL"], "DATABASE_MIGRATION_URL"),
        ("DATABASE_URL", None, "DATABASE_URL"),
    ],
)
def test_a_service_that_lacks_something_is_told_the_remedy(
    service: pytest.MonkeyPatch, name: str, value: str | None, word: str
) -> None:
    if value is None:
        service.delenv(name)
    else:
        service.setenv(name, value)
    [problem] = problems(Settings())
    assert word in problem.remedy


def test_an_embedded_service_lacks_no_migration_role() -> None:
    remedies = " ".join(
        problem.remedy
        for problem in problems(Settings(host="0.0.0.0"))  # noqa: S104 - nothing listens here.
    )
    assert "PEERS_KEK" in remedies
    assert "DATABASE_MIGRATION_URL" not in remedies


def test_secrets_show_neither_in_repr_nor_in_a_dump(service: pytest.MonkeyPatch) -> None:
    settings = Settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "swordfish" not in shown
    assert KEY not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://swordfish"),
        ("PEERS_KEK", "swordfish"),
        ("PEERS_KEK", base64.b64encode(b"swordfish").decode()),
        ("PEERS_PUBLIC_URL", "swordfish"),
        ("PEERS_PUBLIC_URL", "https://me:swordfish@peers.example.org"),
        ("PEERS_PORT", "swordfish"),
    ],
)
def test_a_refused_value_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert value not in str(refused.value)
    assert "swordfish" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_database_url_comes_out_in_one_form(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://peers_app@db/peers")
    url = Settings().database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://peers_app@db/peers"


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERS_PORT", "9000")
    assert Settings().port == 9000
    assert Settings(port=9001).port == 9001


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # pyright: ignore[reportAttributeAccessIssue] - what is tested.
