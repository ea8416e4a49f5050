"""The data folder of one server: there, writable, roomy enough, and ours alone."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.embedded.errors import EmbeddedError

MIN_FREE_MB = 500
LOCK_WAIT_S = 5.0


def free_mb(folder: Path) -> int:
    """Megabytes (10⁶ bytes) that a program may still write in ``folder``."""
    return shutil.disk_usage(folder).free // 1_000_000


@asynccontextmanager
async def claimed(folder: Path, free_mb: Callable[[Path], int] = free_mb) -> AsyncIterator[int]:
    """Make ``folder`` if need be and hold it for this process alone.

    Yields the file descriptor of the lock. Children inherit it, so the folder stays locked until the last of
    them has ended, even when this process was killed.

    Args:
        folder: the folder of one server.
        free_mb: tells the free space of a folder in megabytes.

    Raises:
        EmbeddedError: not writable, too little space, or held by another process, which is named.
    """
    lock = _open_lock(folder)
    try:
        if (room := free_mb(folder)) < MIN_FREE_MB:
            raise EmbeddedError(
                f"磁盘空间不足：{folder} 所在磁盘仅剩 {room} MB，至少需要 {MIN_FREE_MB} MB。"
                "请清理磁盘，或换一个数据目录。",
                f"Too little disk space: {room} MB left for {folder}, at least {MIN_FREE_MB} MB are needed. "
                "Free some space, or choose another data folder.",
            )
        await _take(lock, folder)
        yield lock
    finally:
        os.close(lock)


def _open_lock(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedError(
            f"数据目录 {folder} 无法写入：{error.strerror}。请修改目录权限，或换一个数据目录。",
            f"Cannot write to the data folder {folder}: {error.strerror}. "
            "Change its permissions, or choose another data folder.",
        ) from error


async def _take(lock: int, folder: Path) -> None:
    give_up = time.monotonic() + LOCK_WAIT_S
    while not _lock(lock):
        holder = int(os.pread(lock, 32, 0) or b"0")
        # A dead holder's children are being killed by the kernel: a moment's patience is enough.
        if _alive(holder) or time.monotonic() > give_up:
            raise EmbeddedError(
                f"数据目录 {folder} 正被进程 {holder} 使用。请先停止该进程，或换一个数据目录。",
                f"The data folder {folder} is in use by process {holder}. "
                "Stop that process first, or choose another data folder.",
            )
        await asyncio.sleep(0.05)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _lock(descriptor: int) -> bool:
    import fcntl  # noqa: PLC0415 - absent on Windows, where the missing wheel has already been told

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
