import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import asyncpg
import pytest

from api.persistence.embedded import Cluster, Options, account, default_data_dir, running
from api.persistence.embedded.account import server_account
from api.persistence.embedded.binaries import PACKAGE, SYSTEM_FOLDER, copy_programs
from api.persistence.embedded.errors import (
    AnotherMajorVersion,
    DiskFull,
    FolderUnusable,
    NoBinaries,
    NoServerAccount,
    ServerAlreadyRunning,
    StartFailed,
)
from api.persistence.embedded.postmaster import START_LIMIT
from api.persistence.roles import Role
from api.persistence.secrets import SecretsExposed, SecretsMissing

QUICK = Options(durable=False)
IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="only root can act as two users")

COMMAND = """
import sys
from pathlib import Path
from api.persistence.embedded import Options, default_data_dir, running
from api.persistence.roles import Role
data_dir = Path(sys.argv[1]) if sys.argv[1:] else default_data_dir(Path.cwd())
with running(data_dir, options=Options(durable=False)) as cluster:
    print(cluster.url(Role.OWNER), flush=True)
    sys.stdin.read()
"""
# An ordinary user who may read the interpreter and the packages, wherever root installed them.
AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
READING = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


@dataclass(frozen=True)
class Command:
    """A `running` block in a process of its own."""

    process: "subprocess.Popen[str]"

    @cached_property
    def url(self) -> str:
        """The owner's URL, which it prints once the server is there."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def command(
    *arguments: str, cwd: Path | None = None, prefix: tuple[str, ...] = (), wait: bool = True
) -> Generator[Command]:
    """A command that holds the server until the block ends."""
    with subprocess.Popen(
        [*prefix, sys.executable, "-c", COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
    ) as process:
        command = Command(process)
        assert not wait or command.url
        yield command
        process.communicate()


@pytest.fixture(scope="session")
def seed(session_folder: Path) -> Path:
    """A stopped installation, so that most tests need not make their own."""
    with running(session_folder / "seed", options=QUICK):
        pass
    return session_folder / "seed"


@pytest.fixture
def nothing(open_folder: Path) -> Iterator[Path]:
    """Where a data folder will be."""
    folder = open_folder / "data"
    yield folder
    # Whatever a failed test left behind must not outlive it.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        os.kill(postmaster(folder), signal.SIGKILL)


@pytest.fixture
def data_dir(nothing: Path, seed: Path) -> Path:
    """A data folder with a cluster, nobody using it."""
    subprocess.run(["cp", "--archive", seed, nothing], check=True)
    return nothing


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split("\n")[0])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


async def execute(url: str, statement: str) -> None:
    """Confirmed means written here too, where the rest of the server is tuned for haste."""
    connection = await asyncpg.connect(url, server_settings={"synchronous_commit": "on"})
    await connection.execute(statement)
    await connection.close()


async def value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    result = await connection.fetchval(query)
    await connection.close()
    return result


def is_replaced(data_dir: Path, pid: int) -> bool:
    """Whether another server has started; between the two there is no file, or an empty one."""
    try:
        return has_started(data_dir) and postmaster(data_dir) != pid
    except (FileNotFoundError, ValueError):
        return False


def wait_for(condition: Callable[[], bool], limit: float = 20) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.02)


def test_everything_is_closed_to_others_and_parents_stay_as_they_were(nothing: Path) -> None:
    parents = {parent: mode(parent) for parent in nothing.parents}
    with running(nothing, options=QUICK) as cluster:
        assert mode(nothing) == (0o710 if IS_ROOT else 0o700)
        for folder in ("postgres", "secrets", "run"):
            assert mode(nothing / folder) == 0o700
        assert mode(cluster.socket_folder) == 0o700
        assert mode(nothing / "postgres.log") == 0o600
        for path in (*(nothing / "secrets").iterdir(), *(nothing / "run").iterdir()):
            assert mode(path) & 0o077 == 0, path
            assert path.stat().st_uid == os.geteuid()
        assert {parent: mode(parent) for parent in nothing.parents} == parents
        assert not (nothing / "postgres.password").exists()
        owner = (nothing / "postgres" / "postmaster.pid").stat().st_uid
        assert owner != 0
        assert owner == (server_account().uid or os.geteuid())
    assert {parent: mode(parent) for parent in nothing.parents} == parents


def users_of(process: str) -> list[str]:
    """The ids of the users that a process runs as; none of one that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    users = next(line for line in status.splitlines() if line.startswith("Uid:"))
    return users.split()[1:]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_no_process_of_the_server_runs_as_root_or_listens_on_the_network(data_dir: Path) -> None:
    with running(data_dir, options=QUICK):
        pid = postmaster(data_dir)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        of_server = users_of(str(pid))
        assert of_server
        # A worker, such as autovacuum's, may end while one looks; those that always run do not.
        of_children = [users for each in children if (users := users_of(each))]
        assert of_children
        assert [users for users in (of_server, *of_children) if "0" in users] == []
    assert "0.0.0.0" not in (data_dir / "postgres.log").read_text()  # noqa: S104 - only sought.


async def test_data_and_secrets_survive_a_restart(nothing: Path) -> None:
    with running(nothing) as first:
        assert first.is_owner
        assert await value(first.url(Role.OWNER), "SHOW fsync") == "on"
        assert await value(first.url(Role.OWNER), "SHOW synchronous_commit") == "on"
        await execute(first.url(Role.OWNER), "CREATE TABLE kept AS SELECT 7 AS number")
        pid = postmaster(nothing)
    assert not alive(pid)
    with running(nothing, options=QUICK) as second:
        assert second.secrets == first.secrets
        assert await value(second.url(Role.OWNER), "SELECT number FROM kept") == 7


async def test_only_the_generated_password_opens_the_socket(data_dir: Path) -> None:
    with running(data_dir, options=QUICK) as cluster:
        for user in ("postgres", "peers_owner", "peers_app"):
            for password in ("", "postgres", "peers"):
                with pytest.raises(asyncpg.PostgresError):
                    await asyncpg.connect(
                        host=str(cluster.socket_folder),
                        user=user,
                        password=password,
                        database="postgres",
                    )
        assert await value(cluster.url(Role.APP), "SELECT current_user::text") == "peers_app"
        assert await value(cluster.url(Role.OWNER), "SHOW data_checksums") == "on"
        assert await value(cluster.url(Role.OWNER), "SHOW server_encoding") == "UTF8"


@only_root
def test_another_user_of_the_machine_cannot_connect_even_with_the_password(data_dir: Path) -> None:
    with running(data_dir, options=QUICK) as cluster:
        psql = [str(next((SYSTEM_FOLDER / "binaries").glob(f"*/{PACKAGE}/*/bin/psql")))]
        psql += ["--no-psqlrc", "--command=SELECT 1", cluster.url(Role.APP)]
        assert subprocess.run(psql, check=False, capture_output=True).returncode == 0
        refused = subprocess.run(
            [*AS_NOBODY, *psql], check=False, capture_output=True, text=True, cwd="/"
        )
        assert refused.returncode != 0
        assert "Permission denied" in refused.stderr
        for path in (data_dir, data_dir / "secrets", data_dir / "postgres"):
            listing = [*AS_NOBODY, "ls", str(path)]
            assert subprocess.run(listing, check=False, capture_output=True).returncode != 0
        # What encrypts the data is not for the server that keeps them.
        assert not server_account().can_enter(data_dir / "secrets")


@only_root
async def test_an_ordinary_user_has_the_server_in_the_own_project(open_folder: Path) -> None:
    project = open_folder / "project"
    project.mkdir(mode=0o755)
    nobody = pwd.getpwnam("nobody")
    os.chown(project, nobody.pw_uid, nobody.pw_gid)
    with command(cwd=project, prefix=(*AS_NOBODY, *READING)) as peers:
        data = project / ".peers"
        assert await value(peers.url, "SELECT current_user::text") == "peers_owner"
        assert mode(data) == 0o700
        assert mode(data / "postgres") == 0o700
        assert mode(project) == 0o755
        owners = {
            path.stat().st_uid for path in (data, *data.iterdir(), data / "postgres" / "base")
        }
        assert owners == {nobody.pw_uid}


@only_root
async def test_root_works_from_a_checkout_that_only_root_can_enter(open_folder: Path) -> None:
    project = open_folder / "closed" / "checkout"
    project.mkdir(parents=True)
    project.parent.chmod(0o700)
    data = default_data_dir(project)
    try:
        with command(cwd=project) as peers:
            assert await value(peers.url, "SELECT 1") == 1
            assert data.parent == SYSTEM_FOLDER
            assert list(project.iterdir()) == []
            assert mode(project.parent) == 0o700
    finally:
        shutil.rmtree(data)


@only_root
def test_the_programs_are_copied_out_of_a_closed_installation(open_folder: Path) -> None:
    server_user = server_account()
    [copied] = (SYSTEM_FOLDER / "binaries").glob(f"*/{PACKAGE}")
    closed = open_folder / "closed"
    shutil.copytree(copied.parent, closed)
    for path in (closed, *closed.rglob("*")):
        path.chmod(mode(path) & 0o700)
    assert not server_user.can_enter(closed / PACKAGE)
    target = copy_programs(closed / PACKAGE, open_folder / "shelf")
    [program] = target.glob("*/bin/initdb")
    done = subprocess.run(
        [program, "--version"], check=True, capture_output=True, **server_user.process()
    )
    assert b"PostgreSQL" in done.stdout
    assert copy_programs(closed / PACKAGE, open_folder / "shelf") == target
    assert mode(closed) == 0o700


@only_root
def test_a_folder_that_the_servers_user_cannot_reach_is_refused_with_the_remedy(
    open_folder: Path,
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderUnusable, match="/var/lib"), running(closed / "data"):
        pass
    assert mode(closed) == 0o700


async def test_the_next_command_adopts_the_server_of_a_killed_one(data_dir: Path) -> None:
    with command(str(data_dir)) as killed:
        await execute(killed.url, "CREATE TABLE kept AS SELECT 7 AS number")
        killed.kill()
    pid = postmaster(data_dir)
    assert alive(pid)
    told: list[str] = []
    with running(data_dir, options=QUICK, progress=told.append) as cluster:
        assert cluster.is_owner
        assert postmaster(data_dir) == pid
        assert await value(cluster.url(Role.OWNER), "SELECT number FROM kept") == 7
    assert any("killed" in line for line in told)
    wait_for(lambda: not alive(pid))


def impostor_process(user: int | None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sleep", "60"], user=user)


@pytest.mark.parametrize("impostor", ["nobody", "another process", "a zombie"])
async def test_a_stale_pid_file_does_not_stop_the_start(data_dir: Path, impostor: str) -> None:
    with command(str(data_dir)) as killed:
        await execute(killed.url, "CREATE TABLE kept AS SELECT 7 AS number")
        pid = postmaster(data_dir)
        killed.kill()
        os.kill(pid, signal.SIGKILL)
    pid_file = data_dir / "postgres" / "postmaster.pid"
    # PostgreSQL believes in a process of its own user, whatever that process is.
    user = server_account().process()["user"]
    with impostor_process(user) as process:
        if impostor != "nobody":
            lines = pid_file.read_text().split("\n")
            pid_file.write_text("\n".join([str(process.pid), *lines[1:]]))
        if impostor == "a zombie":
            process.kill()
        try:
            with running(data_dir, options=QUICK) as cluster:
                assert await value(cluster.url(Role.OWNER), "SELECT number FROM kept") == 7
            assert impostor == "a zombie" or process.poll() is None
        finally:
            process.kill()


async def test_a_second_serve_is_refused_while_other_commands_share_the_server(
    data_dir: Path,
) -> None:
    with running(data_dir, exclusive=True, options=QUICK):
        pid = postmaster(data_dir)
        with (
            pytest.raises(ServerAlreadyRunning, match="--data-dir"),
            running(data_dir, exclusive=True),
        ):
            pass
        with running(data_dir, options=QUICK) as other:
            assert not other.is_owner
            assert await value(other.url(Role.APP), "SELECT 1") == 1
        assert postmaster(data_dir) == pid
        assert alive(pid)
    assert not alive(pid)


async def test_the_last_command_to_leave_stops_the_server(data_dir: Path) -> None:
    with command(str(data_dir)) as first:
        pid = postmaster(data_dir)
        with running(data_dir, options=QUICK) as second:
            assert not second.is_owner
            first.process.communicate()
            assert alive(pid)
            wait_for(lambda: second.is_owner)
            assert await value(second.url(Role.APP), "SELECT 1") == 1
    assert not alive(pid)


async def test_a_command_takes_over_from_a_killed_one(data_dir: Path) -> None:
    with command(str(data_dir)) as first, running(data_dir, options=QUICK) as second:
        pid = postmaster(data_dir)
        first.kill()
        wait_for(lambda: second.is_owner)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: is_replaced(data_dir, pid))
        assert await value(second.url(Role.APP), "SELECT 1") == 1


async def test_a_killed_server_is_started_again_with_all_that_was_confirmed(data_dir: Path) -> None:
    with running(data_dir, options=QUICK) as cluster:
        await execute(cluster.url(Role.OWNER), "CREATE TABLE kept AS SELECT 7 AS number")
        pid = postmaster(data_dir)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: is_replaced(data_dir, pid))
        assert await value(cluster.url(Role.OWNER), "SELECT number FROM kept") == 7


async def test_commands_that_begin_at_once_share_one_server(nothing: Path) -> None:
    with (
        command(str(nothing), wait=False) as one,
        command(str(nothing), wait=False) as two,
        command(str(nothing), wait=False) as three,
    ):
        await execute(one.url, "CREATE TABLE kept AS SELECT 7 AS number")
        assert await value(two.url, "SELECT number FROM kept") == 7
        assert await value(three.url, "SELECT number FROM kept") == 7
        pid = postmaster(nothing)
    assert not alive(pid)


def test_a_start_that_takes_too_long_is_given_up_and_leaves_nothing_behind(nothing: Path) -> None:
    assert START_LIMIT >= 600
    with (
        pytest.raises(StartFailed, match="not ready"),
        running(nothing, options=Options(durable=False, start_limit=0)),
    ):
        pass
    assert not (nothing / "postgres" / "postmaster.pid").exists()
    with running(nothing, options=QUICK) as cluster:
        assert cluster.is_owner


async def test_a_long_path_gets_a_short_socket(open_folder: Path) -> None:
    folder = open_folder / ("long, and with a comma " * 4) / ("é" * 40)
    folder.parent.mkdir()
    with running(folder, options=QUICK) as cluster:
        assert folder not in cluster.socket_folder.parents
        assert mode(cluster.socket_folder) == 0o700
        assert await value(cluster.url(Role.APP), "SELECT 1") == 1
    assert not cluster.socket_folder.exists()


async def test_the_log_of_the_server_holds_no_value(data_dir: Path) -> None:
    with running(data_dir, options=QUICK) as cluster:
        connection = await asyncpg.connect(cluster.url(Role.OWNER))
        await connection.execute("CREATE TABLE things (name text PRIMARY KEY)")
        await connection.execute("INSERT INTO things VALUES ('canary')")
        for statement in (
            "INSERT INTO things VALUES ('canary')",
            "SELECT 'canary'::uuid",
            "SELECT * FROM canary",
            "DO $$ BEGIN RAISE EXCEPTION 'canary'; END $$",
            "DO $$ BEGIN RAISE WARNING 'canary'; RAISE division_by_zero; END $$",
        ):
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute(statement)
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("INSERT INTO things VALUES ($1)", "canary")
        await connection.close()
    log = (data_dir / "postgres.log").read_text()
    assert "database system is ready" in log
    assert "canary" not in log
    for secret in (cluster.secrets.owner_password, cluster.secrets.app_password, "SCRAM"):
        assert secret not in log
        assert secret not in repr(cluster)


def test_what_a_crash_during_creation_left_is_thrown_away(data_dir: Path) -> None:
    with running(data_dir, options=QUICK):
        pass
    (data_dir / "postgres").rename(data_dir / "postgres.new")
    (data_dir / "postgres.new" / "PG_VERSION").unlink()
    (data_dir / "secrets.new").mkdir()
    with running(data_dir, options=QUICK):
        assert not (data_dir / "postgres.new").exists()


@pytest.fixture
def stopped(cluster: Cluster, open_folder: Path) -> Path:
    """A data folder that looks used; no test starts a server in it."""
    folder = open_folder / "data"
    for part in ("postgres", "run"):
        (folder / part).mkdir(parents=True, mode=0o700)
    (folder / "postgres" / "PG_VERSION").write_text("18\n")
    shutil.copytree(cluster.layout.secrets, folder / "secrets")
    return folder


def test_data_of_another_major_version_are_refused(stopped: Path) -> None:
    (stopped / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(AnotherMajorVersion, match="17"), running(stopped):
        pass


@pytest.mark.parametrize("lost", ["key-encryption-key", "peers-app-password", None])
def test_secrets_are_never_made_anew_beside_existing_data(stopped: Path, lost: str | None) -> None:
    if lost:
        (stopped / "secrets" / lost).unlink()
    else:
        shutil.rmtree(stopped / "secrets")
    with pytest.raises(SecretsMissing, match="backup"), running(stopped):
        pass


def test_secrets_of_other_data_are_refused_without_a_word_of_them(data_dir: Path) -> None:
    password = data_dir / "secrets" / "postgres-password"
    password.write_text("swordfish")
    with pytest.raises(StartFailed, match="secrets") as refused, running(data_dir, options=QUICK):
        pass
    assert "swordfish" not in str(refused.value)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("loose", ["", "cursor-key"])
def test_secrets_that_others_may_read_are_refused_with_the_remedy(
    stopped: Path, loose: str
) -> None:
    path = stopped / "secrets" / loose
    path.chmod(0o644 if loose else 0o750)
    with pytest.raises(SecretsExposed, match="chmod"), running(stopped):
        pass


def test_a_platform_without_programs_is_told_what_else_there_is(nothing: Path) -> None:
    nowhere = Options(binaries=Path("/nonexistent"))
    with pytest.raises(NoBinaries, match="DATABASE_URL"), running(nothing, options=nowhere):
        pass


@only_root
def test_root_without_a_user_for_the_server_is_told_how_to_make_one(
    monkeypatch: pytest.MonkeyPatch, nothing: Path
) -> None:
    monkeypatch.setattr(account, "NAME", "not:a:name")
    with pytest.raises(NoServerAccount, match="useradd"), running(nothing):
        pass
    assert not nothing.exists()


def test_a_folder_with_other_files_is_left_alone(open_folder: Path) -> None:
    (open_folder / "letter.txt").touch()
    before = mode(open_folder)
    with pytest.raises(FolderUnusable, match="not of Peers"), running(open_folder):
        pass
    assert [path.name for path in open_folder.iterdir()] == ["letter.txt"]
    assert mode(open_folder) == before


def test_a_folder_that_cannot_be_made_is_refused_with_the_remedy(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(FolderUnusable, match="--data-dir"), running(open_folder / "file" / "data"):
        pass


@only_root
def test_a_full_disk_is_named_as_such(nothing: Path) -> None:
    nothing.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", str(nothing)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this container may not mount a small disk")
    try:
        with pytest.raises(DiskFull, match="Make room"), running(nothing):
            pass
        assert not (nothing / "postgres").exists()
    finally:
        subprocess.run(["umount", str(nothing)], check=True)


def alive(pid: int) -> bool:
    """Whether the process works; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def has_started(data_dir: Path) -> bool:
    try:
        return "ready" in (data_dir / "postgres" / "postmaster.pid").read_text()
    except FileNotFoundError:
        return False
