"""Mail: SES through boto3, and a folder of .eml files for development and tests."""

import asyncio
import re
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final, Protocol

TEMPLATES: Final[Mapping[str, tuple[str, str]]] = {
    "verify_email": (
        "Confirm your email address",
        "Hello {name},\n\nconfirm your address with this token:\n\n{token}\n\nIt works for three days.\n",
    ),
    "reset_password": (
        "Set a new password",
        "Hello {name},\n\nset a new password with this token:\n\n{token}\n\nIt works for one hour.\n",
    ),
}


def message_for(sender: str, to: str, template: str, values: Mapping[str, Any], key: str) -> EmailMessage:
    subject, body = TEMPLATES[template]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["X-RastUp-Key"] = key
    message.set_content(body.format(**values))
    return message


class FolderMail:
    """Every mail as a file, named for its key, so that sending twice leaves one."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self._sender = folder, sender

    async def send(self, *, to: str, template: str, values: Mapping[str, Any], key: str) -> None:
        message = message_for(self._sender, to, template, values, key)
        await asyncio.to_thread(self._write, re.sub(r"[^\w.-]", "_", key), message)

    def _write(self, name: str, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.eml").write_bytes(bytes(message))


class SesClient(Protocol):
    def send_raw_email(self, **request: Any) -> Any: ...


def ses_client(region: str) -> SesClient:
    import boto3  # noqa: PLC0415 - only where mail really leaves
    from botocore.config import Config  # noqa: PLC0415

    client: SesClient = boto3.client(
        "ses", region_name=region, config=Config(connect_timeout=5, read_timeout=10)
    )
    return client


class SesMail:
    def __init__(self, client: SesClient, sender: str) -> None:
        self._client, self._sender = client, sender

    async def send(self, *, to: str, template: str, values: Mapping[str, Any], key: str) -> None:
        message = message_for(self._sender, to, template, values, key)
        await asyncio.to_thread(
            self._client.send_raw_email, Destinations=[to], RawMessage={"Data": bytes(message)}
        )
