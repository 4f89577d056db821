"""Tells at once that a worker of this machine has vanished, instead of waiting for its hold to end.

A worker's name carries the machine's boot, its process namespace and its process id, so that one
in another container or before a restart is never mistaken for one of ours.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path


def worker_name() -> str:
    """A name for this process that `vanished` can judge where the kernel allows it."""
    return f"{_machine()}.{os.getpid()}.{secrets.token_hex(4)}"


def vanished(name: str) -> bool:
    """Is this a worker of our machine whose process is gone? False where we can't know."""
    machine, _, rest = name.partition(".")
    pid = rest.partition(".")[0]
    return machine != "" and machine == _machine() and not _runs(pid)


@cache
def _machine() -> str:
    """The boot and the process namespace; "" where there is no /proc."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _runs(pid: str) -> bool:
    """A process that ended but was not waited for yet (state Z or X) runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
    except OSError:
        return True
