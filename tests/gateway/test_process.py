"""The service as a process: what a person types, what they see, how it ends."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gateway.embedded import S3
from gateway.resources import Stores
from intake import Actor, Role
from routing import Tables
from support.service import SECRET, running, settings

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"DG\d{6}-[0-9A-Z]{8}-[0-9A-Z]")


@pytest.fixture
def data_dir_of_its_own() -> Iterator[Path]:
    with TemporaryDirectory(prefix="suishoupai-process-") as folder:
        yield Path(folder)


@asynccontextmanager
async def _gateway(*argv: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        *argv,
        cwd=ROOT,
        env={"PATH": os.defpath, "COLUMNS": "120", **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _until(process: asyncio.subprocess.Process, words: str) -> str:
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(60):
        while words not in seen:
            line = await process.stdout.readline()
            assert line, f"it ended after:\n{seen}\n{await _rest(process)}"
            seen += line.decode()
    return seen


async def _rest(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    return (await process.stderr.read()).decode()


async def _finished(process: asyncio.subprocess.Process) -> tuple[int, str]:
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


def _children_of(data_dir: Path) -> list[str]:
    """Command lines of the processes that still work on this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(data_dir) in line and "gateway" not in line:
            found.append(line)
    return found


def _pid_of(name: str, data_dir: Path) -> int:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().decode()
        except OSError:
            continue
        if str(data_dir) in line and line.split("\0")[0].endswith(f"/{name}"):
            return int(entry.parent.name)
    raise LookupError(name)


async def test_the_demo_shows_three_towns_and_a_second_start_finds_them(data_dir_of_its_own: Path) -> None:
    env = {"PORT": "0", "DATA_DIR": str(data_dir_of_its_own)}
    async with _gateway("serve", "--demo", **env) as process:
        first = await _until(process, "Ctrl-C")
        assert len(_children_of(data_dir_of_its_own)) == 2
        process.send_signal(signal.SIGINT)
        code, _ = await _finished(process)
    assert code == 0
    assert _children_of(data_dir_of_its_own) == []
    for words in (
        "南城街道",
        "市城管和综合执法局南城分局",
        "虎门镇",
        "市城管和综合执法局虎门分局",
        "松山湖",
        "松山湖水务工程运营中心",
        "照片 GPS",
        "由南城街道的承办部门办理",
        "已更换灯头",
        "请您评价",
        "诉求人 reporter",
        "派单员 dispatcher",
        "Authorization: Bearer ey",
    ):
        assert words in first
    async with _gateway("serve", "--demo", **env) as process:
        second = await _until(process, "Ctrl-C")
        process.send_signal(signal.SIGTERM)
        code, _ = await _finished(process)
    assert code == 0
    assert _children_of(data_dir_of_its_own) == []
    assert set(NUMBER.findall(second)) == set(NUMBER.findall(first))
    assert len(set(NUMBER.findall(first))) == 3
    heads = data_dir_of_its_own / "heads.csv"
    for option in ("--heads", "--against"):
        async with _gateway("audit", "verify", option, str(heads), **env) as process:
            code, said = await _finished(process)
        assert code == 0, said
        assert "3 条诉求的留痕完整" in said
        assert "0 条诉求的身份查阅记录完整" in said


async def test_a_port_in_use_is_told_before_anything_is_started(data_dir_of_its_own: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with _gateway("serve", PORT=port, DATA_DIR=str(data_dir_of_its_own)) as process:
            code, said = await _finished(process)
    assert code == 1
    assert f"端口 {port} 已被占用" in said
    assert f"Port {port} is in use" in said
    assert os.listdir(data_dir_of_its_own) == []  # noqa: PTH208 - a short look, and nobody else waits


@pytest.mark.parametrize("name", ["mongod", "rclone"])
async def test_a_dead_child_ends_the_service_with_a_sentence(data_dir_of_its_own: Path, name: str) -> None:
    async with _gateway("serve", PORT="0", DATA_DIR=str(data_dir_of_its_own)) as process:
        await _until(process, "Ctrl-C")
        os.kill(_pid_of(name, data_dir_of_its_own), signal.SIGKILL)
        code, said = await _finished(process)
    assert code == 1
    assert name in said
    assert "Traceback" not in said
    assert _children_of(data_dir_of_its_own) == []


async def test_ctrl_c_while_starting_leaves_nothing_behind(data_dir_of_its_own: Path) -> None:
    async with _gateway("serve", PORT="0", DATA_DIR=str(data_dir_of_its_own)) as process:
        async with asyncio.timeout(30):
            while not _children_of(data_dir_of_its_own):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGINT)
        code, said = await _finished(process)
    assert code == 130
    assert "Traceback" not in said
    assert _children_of(data_dir_of_its_own) == []


async def test_help_teaches(data_dir_of_its_own: Path) -> None:
    async with _gateway("--help", DATA_DIR=str(data_dir_of_its_own)) as process:
        code, said = await _finished(process)
    assert code == 0
    for command in ("serve", "worker", "demo", "indexes", "catalogue", "audit", "export", "token"):
        assert command in said


async def test_a_wrong_setting_is_named_and_its_value_is_not(data_dir_of_its_own: Path) -> None:
    async with _gateway("serve", PORT="eighty", JWT_SECRET="too-short-secret") as process:
        code, said = await _finished(process)
    assert code == 1
    assert "PORT" in said
    assert "too-short-secret" not in said
    async with _gateway("serve", PROFILE="production", DATA_DIR=str(data_dir_of_its_own)) as process:
        code, said = await _finished(process)
    assert code == 1
    assert "MONGODB_URI, S3_ENDPOINT_URL, JWT_SECRET" in said


async def test_a_token_opens_the_door_and_production_gives_none(data_dir_of_its_own: Path) -> None:
    env = {"DATA_DIR": str(data_dir_of_its_own)}
    async with _gateway("token", "officer", "--department", "CG-441900004000", **env) as process:
        code, said = await _finished(process)
    assert code == 0
    assert said.startswith("ey")
    assert len(said.split()) == 1
    assert (data_dir_of_its_own / "jwt-secret").stat().st_mode & 0o777 == 0o600
    async with _gateway("token", "mayor", **env) as process:
        code, said = await _finished(process)
    assert code == 1
    assert "dispatcher" in said


async def test_a_faulty_catalogue_is_listed_row_by_row(data_dir_of_its_own: Path) -> None:
    folder = data_dir_of_its_own / "catalogue"
    folder.mkdir()
    for table in fields(Tables):
        text = (ROOT / "routing" / "data" / f"{table.name}.csv").read_text("utf-8")
        if table.name == "powers":
            text = text.replace("E0101,E0101,,,,,,,CG", "E0101,E0101,,,,,,,QQ")
        (folder / f"{table.name}.csv").write_text(text, "utf-8")
    env = {"DATA_DIR": str(data_dir_of_its_own)}
    async with _gateway("catalogue", "load", str(folder), "--force-single", "a test", **env) as process:
        code, said = await _finished(process)
    assert code == 1
    assert "powers.csv" in said
    assert "known_unit" in said
    async with _gateway("catalogue", "load", "--force-single", "a test", **env) as process:
        code, said = await _finished(process)
    assert code == 0, said
    assert "92" in said


async def test_reports_are_exported_as_a_supervisor_reads_them(
    mongo_uri: str, stores: Stores, s3: S3, bucket_name: str, data_dir_of_its_own: Path
) -> None:
    actor = Actor(id="citizen-1", role=Role.REPORTER)
    async with running(stores, settings()) as service, service.person(actor) as citizen:
        for town, place in (("441900004000", (113.74373, 23.02486)), ("441900121000", (113.673, 22.815))):
            location = {"longitude": place[0], "latitude": place[1]}
            await citizen.filed(f"export-{town}", matter="C0118", location=location)
    env = {
        "MONGODB_URI": mongo_uri,
        "MONGODB_DATABASE": stores.database.name,
        "S3_ENDPOINT_URL": s3.endpoint_url,
        "S3_ACCESS_KEY_ID": s3.access_key,
        "S3_SECRET_ACCESS_KEY": s3.secret_key,
        "S3_BUCKET": bucket_name,
        "JWT_SECRET": SECRET,
        "DATA_DIR": str(data_dir_of_its_own),
    }
    file = data_dir_of_its_own / "reports.csv"
    file.write_text("of last week", "utf-8")
    for argv, words, rows in (
        ((str(file), "--since", "yesterday"), "2026-11-23", None),
        ((str(file), "--since", "2026-11-24", "--until", "2026-11-23"), "before the first", None),
        ((str(file.with_suffix(".ods")),), ".xlsx", None),
        ((str(file), "--stage", "dispatched", "--town", "441900121000"), "1 reports exported", 1),
        ((str(file), "--english"), "2 reports exported", 2),
    ):
        async with _gateway("export", "reports", *argv, **env) as process:
            code, said = await _finished(process)
        assert words in said
        assert "Traceback" not in said
        assert code == (2 if rows is None else 0)
        content = file.read_text("utf-8-sig")
        assert content == "of last week" if rows is None else content.count("C0118") == rows
    assert '"Number"' in content
    left = [path.name for path in data_dir_of_its_own.iterdir()]  # noqa: ASYNC240 - a test may wait for a disk
    assert left == ["reports.csv"]


async def test_a_worker_of_its_own_delivers_what_the_server_leaves(
    mongo_uri: str, stores: Stores, s3: S3, bucket_name: str
) -> None:
    actor = Actor(id="citizen-1", role=Role.REPORTER)
    async with running(stores, settings()) as service, service.person(actor) as citizen:
        await citizen.filed(
            "worker-key-1", matter="C0118", location={"longitude": 113.74373, "latitude": 23.02486}
        )
        inbox = "{ inbox { edges { node { seq } } } }"
        assert (await citizen.ask(inbox))["inbox"]["edges"] == []
        env = {
            "MONGODB_URI": mongo_uri,
            "MONGODB_DATABASE": stores.database.name,
            "S3_ENDPOINT_URL": s3.endpoint_url,
            "S3_ACCESS_KEY_ID": s3.access_key,
            "S3_SECRET_ACCESS_KEY": s3.secret_key,
            "S3_BUCKET": bucket_name,
            "JWT_SECRET": SECRET,
            "PROFILE": "production",
        }
        async with _gateway("worker", **env) as process:
            async with asyncio.timeout(30):
                while len((await citizen.ask(inbox))["inbox"]["edges"]) < 3:  # noqa: ASYNC110 - the same
                    await asyncio.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            code, said = await _finished(process)
    assert code == 0, said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MONGODB_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=500"}, "MONGODB_URI"),
        ({"MONGODB_URI": "postgres://elsewhere"}, "MONGODB_URI"),
        ({"S3_ENDPOINT_URL": "nope"}, "S3_ENDPOINT_URL"),
    ],
)
async def test_a_start_that_cannot_be_says_what_to_mend(
    data_dir_of_its_own: Path, change: dict[str, str], words: str
) -> None:
    env = {"PORT": "0", "DATA_DIR": str(data_dir_of_its_own)}
    async with _gateway("serve", **env, **change) as process:
        code, said = await _finished(process)
    assert code == 1
    assert words in said
    assert "Traceback" not in said
    assert _children_of(data_dir_of_its_own) == []


async def test_a_wrong_key_of_the_object_store_is_named(mongo_uri: str, s3: S3) -> None:
    env = {
        "PORT": "0",
        "MONGODB_URI": mongo_uri,
        "MONGODB_DATABASE": "test_wrong_key",
        "S3_ENDPOINT_URL": s3.endpoint_url,
        "S3_ACCESS_KEY_ID": s3.access_key,
        "S3_SECRET_ACCESS_KEY": "wrong" * 8,
        "JWT_SECRET": SECRET,
    }
    async with _gateway("serve", **env) as process:
        code, said = await _finished(process)
    assert code == 1
    assert "S3_SECRET_ACCESS_KEY" in said
    assert "wrongwrong" not in said
    assert "Traceback" not in said


async def test_a_demonstration_without_a_worker_says_so_and_the_service_goes_on(
    data_dir_of_its_own: Path,
) -> None:
    env = {"PORT": "0", "DATA_DIR": str(data_dir_of_its_own), "WORKERS": "false"}
    async with _gateway("serve", "--demo", **env) as process:
        seen = await _until(process, "Ctrl-C")
        assert "WORKERS=false" in seen
        assert process.returncode is None
        process.send_signal(signal.SIGINT)
        code, _ = await _finished(process)
    assert code == 0


@pytest.mark.parametrize(
    ("role", "option"), [("officer", "--department"), ("hub", "--department"), ("inspector", "--town")]
)
async def test_a_token_for_somebody_of_a_place_names_the_place(
    data_dir_of_its_own: Path, role: str, option: str
) -> None:
    async with _gateway("token", role, DATA_DIR=str(data_dir_of_its_own)) as process:
        code, said = await _finished(process)
    assert code == 1
    assert option in said


async def test_a_register_of_assets_is_taken_over_shown_and_listed(data_dir_of_its_own: Path) -> None:
    env = {"DATA_DIR": str(data_dir_of_its_own)}
    file = data_dir_of_its_own / "assets.csv"
    header = "code,name,matter,keeper,longitude,latitude\n"
    good = "4419000103000001,雨水井盖,C0103,SW,113.74373,23.02486\n"
    for rows, expected in (
        (good + "DG-0001,井盖,,QQ,,\n", (1, "known_unit")),
        (good, (0, "1 个部件")),
    ):
        file.write_text(header + rows, "gbk")
        async with _gateway("assets", "import", str(file), **env) as process:
            code, said = await _finished(process)
        assert code == expected[0], said
        assert expected[1] in said
    async with _gateway("assets", "show", "https://x.cn/4419000103000001", **env) as process:
        code, said = await _finished(process)
    assert (code, "雨水井盖" in said, "113.743730, 23.024860" in said) == (0, True, True)
    async with _gateway("assets", "show", "DG-0001", **env) as process:
        code, said = await _finished(process)
    assert (code, "DG-0001" in said) == (1, True)
    async with _gateway("assets", "list", **env) as process:
        code, said = await _finished(process)
    assert (code, "4419000103000001" in said) == (0, True)
