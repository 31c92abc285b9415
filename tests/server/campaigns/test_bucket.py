"""Assets in a bucket, against a server that speaks S3."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from server.campaigns.bucket import Bucket, BucketError

KEYS = {"access_key_id": "one", "secret_access_key": "two", "region": "eu-west-1"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def s3(endpoint: str) -> Iterator[object]:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=KEYS["region"],
        aws_access_key_id=KEYS["access_key_id"],
        aws_secret_access_key=KEYS["secret_access_key"],
    )
    client.create_bucket(Bucket="oivis", CreateBucketConfiguration={"LocationConstraint": KEYS["region"]})
    yield client
    for found in client.list_objects_v2(Bucket="oivis").get("Contents", ()):
        client.delete_object(Bucket="oivis", Key=found["Key"])
    client.delete_bucket(Bucket="oivis")


@pytest.fixture
def bucket(endpoint: str, s3: object, tmp_path: Path) -> Callable[..., Bucket]:
    """A machine's view of the bucket, with a disk of its own."""

    def view(machine: str = "first", url: str = "s3://oivis/shop") -> Bucket:
        options = {"retry_config": {"max_retries": 0}, "client_options": {"allow_http": True}}
        return Bucket(tmp_path / machine, url, config=KEYS | {"endpoint": endpoint}, **options)

    return view


def test_what_one_machine_puts_another_one_reads(bucket: Callable[..., Bucket]) -> None:
    sha256 = bucket("first").put(b"a picture")
    other = bucket("second")
    path = other.find(sha256)
    assert path and path.read_bytes() == b"a picture" == other.read(sha256)
    assert sha256 == hashlib.sha256(b"a picture").hexdigest()


def test_a_disk_that_was_emptied_fills_itself_again(bucket: Callable[..., Bucket]) -> None:
    first = bucket()
    sha256 = first.put(b"a picture")
    shutil.rmtree(first.folder)
    assert first.read(sha256) == b"a picture"


def test_what_the_bucket_has_not_is_lost_and_said_so(bucket: Callable[..., Bucket]) -> None:
    assert bucket().find("0" * 64) is None
    with pytest.raises(FileNotFoundError, match="restore it from a backup"):
        bucket().read("0" * 64)


def test_a_content_that_was_changed_in_the_bucket_is_not_given(bucket: Callable[..., Bucket], s3) -> None:
    sha256 = bucket("first").put(b"a picture")
    s3.put_object(Bucket="oivis", Key=f"shop/{sha256}", Body=b"another")
    with pytest.raises(OSError, match="has changed in s3://oivis/shop"):
        bucket("second").read(sha256)
    assert not list((bucket("second").folder).rglob("[0-9a-f]*"))


def test_nothing_is_acknowledged_that_the_bucket_has_not_got(bucket: Callable[..., Bucket]) -> None:
    away = bucket(url="s3://nobodys/shop")
    with pytest.raises(BucketError, match="s3://nobodys/shop did not keep a file"):
        away.put(b"a picture")
    assert not away.folder.exists()


def test_what_is_no_sha256_is_never_asked_for(bucket: Callable[..., Bucket]) -> None:
    with pytest.raises(ValueError, match="is no sha256"):
        bucket().find("../../etc/passwd")


def test_an_address_that_is_no_bucket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no bucket that can be used"):
        Bucket(tmp_path, "https://shop.example/files")
