"""Addresses that let somebody send or fetch one file, signed as boto3 signs them.

A client of boto3 takes 30 MB and a third of a second to make, and most servers only ever sign.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError


class Signer:
    """Signs for a bucket whose keys begin at `base`. Without keys, they are looked for where boto3 would."""

    def __init__(self, base: str, *, region: str, access_key: str | None, secret_key: str | None) -> None:
        self._base = base
        self._region = region
        self._credentials = (
            Credentials(access_key, secret_key) if access_key and secret_key else _credentials_of_this_place()
        )

    def address(
        self,
        method: str,
        key: str,
        *,
        expires_s: int,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> str:
        """An address for one method; whoever uses it has to send the headers. Raises BotoCoreError."""
        url = f"{self._base}/{quote(key, safe='/~')}"
        if query:
            url += "?" + urlencode(query, quote_via=quote, safe="-_.~")
        if self._credentials is None:
            raise NoCredentialsError
        # Keys that a machine was lent are renewed now and then; one signature uses one pair of them.
        pair = self._credentials.get_frozen_credentials()
        request = AWSRequest(method=method, url=url, headers=dict(headers or {}))
        S3SigV4QueryAuth(pair, "s3", self._region, expires=expires_s).add_auth(request)
        return str(request.url)


def _credentials_of_this_place() -> Credentials | None:
    from botocore.session import get_session  # noqa: PLC0415 - only where no keys are set

    found: Credentials | None = get_session().get_credentials()
    return found
