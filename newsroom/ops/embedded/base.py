"""Django's PostgreSQL engine, which starts the embedded server when a connection is first wanted."""

from functools import cache
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base, client

from newsroom.ops.embedded import places
from newsroom.ops.embedded.server import Server


@cache
def server(var: Path, *, fsync: bool) -> Server:
    """The one view that this process has of the server of a var folder."""
    return Server(var, fsync=fsync)


def _sockets(settings: dict[str, Any]) -> str:
    wanted = settings["EMBEDDED"]
    try:
        return str(server(wanted["var"], fsync=wanted["fsync"]).use())
    except places.EmbeddedError as error:
        raise OperationalError(str(error)) from error


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell` with the psql of the wheel."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        """The command line of psql for the embedded server."""
        reachable = {**settings_dict, "HOST": _sockets(settings_dict)}
        arguments, environment = super().settings_to_cmd_args_env(reachable, parameters)
        return [str(places.installed() / "bin" / "psql"), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters whose host is the server's socket folder."""
        return {**super().get_connection_params(), "host": _sockets(self.settings_dict)}
