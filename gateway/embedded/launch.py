"""Become another program, one that ends with its parent.

Run as ``python -I -S launch.py PARENT_PID PROGRAM [ARGUMENT…]``: a script rather than ``preexec_fn``, which
is unsafe once the parent has threads. Linux sends the signal when the *thread* that started us ends, so a
parent starts its children from the thread of its event loop.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str]) -> None:
    """Die with the parent, write private files, and run the program in our place."""
    parent, *argv = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):  # it ended before we asked
            sys.exit("the parent process has ended")
    os.umask(0o077)  # here because uvloop's subprocess takes no umask
    os.execv(argv[0], argv)  # noqa: S606 - our own program with our own arguments, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
