"""The S3 adapter over two stores: our double, and moto, which judges the double."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from domain.errors import Unavailable
from domain.media.ports import StoredFile
from integrations.doubles.s3.beside import s3_beside
from integrations.s3_files import Bucket, S3Files

KEY = "incoming/portfolio/usr_1/a b+c~é.jpg"


@pytest.fixture(scope="module", params=["double", "moto"])
def bucket(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    if request.param == "double":
        with s3_beside(tmp_path_factory.mktemp("files")) as beside:
            yield beside
        return
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield Bucket("rastup-files", endpoint=f"http://{host}:{port}", access_key="a", secret_key="b")
    server.stop()


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with s3_beside(tmp_path_factory.mktemp("strict")) as beside:
        asyncio.run(S3Files(beside).ensure_bucket())
        yield beside


async def put(url: str, body: bytes, content_type: str = "image/jpeg") -> int:
    async with httpx.AsyncClient() as client:
        return (await client.put(url, content=body, headers={"Content-Type": content_type})).status_code


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(url)


def place(files: S3Files, key: str = KEY, *, length: int | None = 4, expires_s: int = 60) -> str:
    return files.presign_put(key, content_type="image/jpeg", length=length, expires_s=expires_s)


async def test_a_file_is_written_found_read_and_deleted(bucket: Bucket) -> None:
    files = S3Files(bucket)
    await files.ensure_bucket()
    await files.ensure_bucket()
    await files.write(KEY, b"bytes", content_type="image/png")
    assert await files.head(KEY) == StoredFile(5, "image/png")
    assert await files.read(KEY, most=100) == b"bytes"
    assert await files.read(KEY, most=2) == b"by"
    await files.delete(KEY)
    await files.delete(KEY)
    assert await files.head(KEY) is None
    assert await files.read(KEY, most=100) is None


async def test_a_client_sends_and_fetches_by_signed_address(bucket: Bucket) -> None:
    files = S3Files(bucket)
    await files.ensure_bucket()
    assert await put(place(files), b"four") == 200
    assert await files.head(KEY) == StoredFile(4, "image/jpeg")
    fetched = await get(files.presign_get(KEY, expires_s=60, file_name='me "&" you.jpg'))
    assert (fetched.status_code, fetched.content) == (200, b"four")
    assert fetched.headers["content-disposition"] == 'attachment; filename="me & you.jpg"'


async def test_only_the_signed_type_length_and_key_are_taken(double: Bucket) -> None:
    files = S3Files(double)
    url = place(files, "incoming/guarded.jpg")
    assert await put(url, b"four", "text/html") == 403
    assert await put(url, b"longer than said") == 403
    assert await put(url.replace("guarded", "other"), b"four") == 403
    assert await files.head("incoming/guarded.jpg") is None
    assert await files.head("incoming/other.jpg") is None
    assert await put(url, b"four") == 200


async def test_an_address_for_sending_cannot_be_used_for_reading_nor_after_its_time(double: Bucket) -> None:
    files = S3Files(double)
    assert (await get(place(files, "incoming/x.jpg"))).status_code == 403
    await files.write("kept/x.jpg", b"x", content_type="image/jpeg")
    assert (await get(files.presign_get("kept/x.jpg", expires_s=-2000))).status_code == 403


async def test_nobody_reads_without_a_signature_except_what_is_public(double: Bucket) -> None:
    files = S3Files(double)
    await files.write("kept/secret.jpg", b"secret", content_type="image/jpeg")
    await files.write("public/shown.webp", b"shown", content_type="image/webp")
    assert (await get(files.public_url("kept/secret.jpg"))).status_code == 403
    assert (await get(files.public_url("public/shown.webp"))).content == b"shown"
    assert (await get(files.public_url("public/none.webp"))).status_code == 404
    other = S3Files(Bucket(double.name, endpoint=double.endpoint, access_key="local", secret_key="guessed"))
    with pytest.raises(Unavailable) as refused:
        await other.read("kept/secret.jpg", most=10)
    assert refused.value.code == "UPLOAD_FAILED"


async def test_an_address_is_signed_for_the_host_that_clients_use(double: Bucket) -> None:
    inside = replace(double, endpoint="http://store.internal:9000", signed_endpoint=double.endpoint)
    assert await put(place(S3Files(inside), "incoming/outside.jpg"), b"four") == 200
    assert await S3Files(double).head("incoming/outside.jpg") == StoredFile(4, "image/jpeg")


async def test_files_survive_a_restart_of_the_double(tmp_path: Path) -> None:
    with s3_beside(tmp_path) as before:
        await S3Files(before).ensure_bucket()
        await S3Files(before).write(KEY, b"still here", content_type="image/jpeg")
    with s3_beside(tmp_path) as after:
        assert await S3Files(after).read(KEY, most=100) == b"still here"


async def test_a_store_that_does_not_answer_is_a_named_refusal() -> None:
    nowhere = S3Files(Bucket("b", endpoint="http://127.0.0.1:9", access_key="a", secret_key="b"))
    with pytest.raises(Unavailable) as refused:
        await nowhere.write("k", b"", content_type="image/png")
    assert refused.value.code == "UPLOAD_FAILED"
