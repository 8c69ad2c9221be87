"""Every Python of the image starts with this. It sets what glibc and the kernel of a host would: as many CPUs as the container may use, and
thread stacks of 8 MiB. Settings that exist stay."""

import _thread
import os
import sys

STACK = 8 << 20  # address space, not memory
QUOTAS = "/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us"


def read(path):
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return []
    try:
        return os.read(file, 64).split()
    except OSError:
        return []
    finally:
        os.close(file)


def quota(v2, v1, v1_period):
    """The CPUs that the container's cgroup may use, rounded up as Java and Rust do; None where there is no limit."""
    words = read(v2) or read(v1) + read(v1_period)
    if len(words) == 2 and all(word.isdigit() for word in words) and int(words[1]) > 0:
        return max(1, -(-int(words[0]) // int(words[1])))
    return None


def count_cpus(cpus):
    """As PYTHON_CPU_COUNT does from 3.13 on, where that comes too late for this process."""
    os.environ["PYTHON_CPU_COUNT"] = str(cpus)

    def cpu_count():
        """Number of CPUs that the container may use."""
        return cpus

    os.cpu_count = cpu_count
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = cpu_count


def set_default_stack():
    """The interpreter's own default, which 0 stands for, may be 1 MiB: sorting within a key function fills it at a depth of 400."""
    set_size = _thread.stack_size

    def stack_size(size=0, /):
        before = set_size(size or STACK)
        return 0 if before == STACK else before

    stack_size.__doc__ = set_size.__doc__
    if before := set_size(STACK):
        set_size(before)
    _thread.stack_size = stack_size


def start(paths=QUOTAS):
    set_default_stack()
    cpus = quota(*paths)
    if cpus is None or cpus >= len(os.sched_getaffinity(0)):
        return
    if "PYTHON_CPU_COUNT" not in os.environ and "cpu_count" not in sys._xoptions:
        count_cpus(cpus)
    os.environ.setdefault("OMP_NUM_THREADS", str(cpus))  # OpenBLAS heeds it as well


start()
