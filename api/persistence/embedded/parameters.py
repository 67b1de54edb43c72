"""How the embedded server is set up; given at each start, so never out of date."""

from pathlib import Path

from api.persistence.embedded.layout import PORT

# Nothing here may let a value reach the log: statements and parameters are not logged, DETAIL
# and HINT are dropped, and refused statements (their messages repeat input) stay with the client.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# Only for data that may be lost, as in tests.
RECKLESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def parameters(socket_folder: Path, *, durable: bool) -> list[str]:
    """Return the command-line options of ``postgres``."""
    values = SETTINGS | {"unix_socket_directories": str(socket_folder)}
    values |= {} if durable else RECKLESS
    return [f"--{name}={value}" for name, value in values.items()]
