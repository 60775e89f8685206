"""The store in a thread of this process, for tests and for anything that wants one for a moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from integrations.doubles.s3.app import s3_app
from integrations.s3_files import Bucket

ACCESS_KEY, SECRET_KEY = "local", "local-secret"


@contextmanager
def s3_beside(root: Path, *, bucket: str = "rastup-files") -> Iterator[Bucket]:
    """A store on a free port of this machine, gone when the block is left; its files stay under `root`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = s3_app(root, access_key=ACCESS_KEY, secret_key=SECRET_KEY, bucket=bucket)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Bucket(bucket, endpoint=address, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
        finally:
            server.should_exit = True
            thread.join(timeout=10)
