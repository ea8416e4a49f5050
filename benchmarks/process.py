"""What Linux knows of a process: how long it computed and how much memory it needed at most."""

import os
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Seconds of processor time of a process with all its threads, so far (user and system; proc(5))."""
    after_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    user, system = after_name[11:13]
    return (int(user) + int(system)) / _TICKS_A_SECOND


def peak_mb(pid: int) -> float:
    """The most memory a process ever held (VmHWM), in megabytes of 10⁶ bytes."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return int(value.removesuffix("kB")) * 1024 / 1e6
    raise ProcessLookupError(f"process {pid} has ended")


def machine_cpu_s() -> float:
    """Seconds of processor time that the whole machine spent, so far, stolen time included."""
    user, nice, system, _idle, _wait, irq, softirq, steal = (
        int(each) for each in Path("/proc/stat").read_text("utf-8").split(maxsplit=9)[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / _TICKS_A_SECOND
