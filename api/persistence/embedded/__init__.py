"""A PostgreSQL of our own, for whoever has none: `running` is all that a command needs."""

from api.persistence.embedded.layout import default_data_dir
from api.persistence.embedded.running import Cluster, Options, running

__all__ = ["Cluster", "Options", "default_data_dir", "running"]
