"""Our signatures against those of boto3 itself, for every kind of store and any key."""

import re
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest
from botocore.config import Config
from hypothesis import given
from hypothesis import strategies as st

from integrations.s3_files import Bucket, S3Files

BUCKETS = [
    Bucket("files", endpoint="http://127.0.0.1:9", access_key="a", secret_key="b"),
    Bucket("files", endpoint="https://store.example/under/", access_key="a/+", secret_key="b/+="),
    Bucket("files", region="eu-west-1", access_key="a", secret_key="b"),
    Bucket("files", region="cn-north-1", access_key="a", secret_key="b"),
    Bucket("dotted.files", region="eu-west-1", access_key="a", secret_key="b"),
]
NAMES = [re.sub(r"\W+", " ", f"{bucket.name} {bucket.region} {bucket.endpoint or ''}") for bucket in BUCKETS]


def boto3_of(bucket: Bucket) -> Any:
    styled = {"addressing_style": "path" if bucket.endpoint or "." in bucket.name else "virtual"}
    return boto3.client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        config=Config(signature_version="s3v4", s3=cast("Any", styled)),
    )


CLIENTS = [boto3_of(bucket) for bucket in BUCKETS]


@pytest.fixture(autouse=True)
def _at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock of the library, for both: signatures quote the second they were made in.
    monkeypatch.setattr(
        "botocore.auth.get_current_datetime", lambda **_: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    )


@pytest.mark.parametrize("place", range(len(BUCKETS)), ids=NAMES)
@given(
    key=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    length=st.none() | st.integers(0, 2**40),
)
def test_an_address_for_sending_is_signed_as_boto3_would(place: int, key: str, length: int | None) -> None:
    bucket, key = BUCKETS[place], f"incoming/{key}"
    params = {"Bucket": bucket.name, "Key": key, "ContentType": "image/jpeg"}
    if length is not None:
        params["ContentLength"] = length  # type: ignore[assignment]
    expected = CLIENTS[place].generate_presigned_url("put_object", Params=params, ExpiresIn=60)
    made = S3Files(bucket).presign_put(key, content_type="image/jpeg", length=length, expires_s=60)
    assert made == expected


@pytest.mark.parametrize("place", range(len(BUCKETS)), ids=NAMES)
@given(name=st.none() | st.text(st.characters(codec="utf-8"), max_size=40))
def test_an_address_for_fetching_is_signed_as_boto3_would(place: int, name: str | None) -> None:
    bucket = BUCKETS[place]
    params = {"Bucket": bucket.name, "Key": "kept/a b~é.jpg"}
    files = S3Files(bucket)
    made = files.presign_get("kept/a b~é.jpg", expires_s=60, file_name=name)
    if name is not None:
        plain = "".join(c for c in name if c.isascii() and c.isprintable() and c not in '"\\') or "file"
        params["ResponseContentDisposition"] = f'attachment; filename="{plain}"'
    assert made == CLIENTS[place].generate_presigned_url("get_object", Params=params, ExpiresIn=60)
