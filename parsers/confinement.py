"""What a parsing process gives up, by itself and for good, before it sees a byte from outside.

limits   setrlimit: address space, file size, open files, no core; no capabilities, should it run as root
system   seccomp: no socket, no program, no other process, no signal to one, no change of modes, owners or limits
files    landlock: its own folder, and to read what Python and its packages consist of; nothing else, not by any name

Where the kernel lacks one of the last two the others hold, and `confine` says which is missing. What each refuses is
in docs/THREATS.md.
"""

import ctypes
import errno
import os
import resource
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from parsers.limits import Limits


class Guard(StrEnum):
    """What the kernel may lack."""

    SYSTEM = "seccomp"
    FILES = "landlock"


# by system call, in the kernel's names; those that a kernel or libseccomp doesn't know can't be made either
_REFUSED = (
    "socket socketpair connect bind listen accept accept4 "  # network
    "execve execveat fork vfork ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd "  # processes
    "pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tkill "
    "io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd "  # roads past this filter
    "chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr "  # landlock
    "lremovexattr fremovexattr utime utimes utimensat futimesat mknod mknodat "  # doesn't know these
    "setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset setrlimit setsid "
    "mount umount2 move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr pivot_root chroot unshare setns "
    "swapon swapoff reboot kexec_load kexec_file_load init_module finit_module delete_module acct quotactl syslog "
    "settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm "
    "name_to_handle_at open_by_handle_at fanotify_init keyctl add_key request_key "
    "shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semctl mq_open mq_unlink"
).split()
# landlock doesn't know these either; they do nothing and say that they did, since libraries (doc2docx, shutil) set the
# mode of files of their own and take a refusal for a failure
_WITHOUT_EFFECT = "chmod fchmod fchmodat fchmodat2".split()
_CLONE_THREAD = 0x00010000  # sched.h: a thread of this process, no process of its own
_CAPABILITIES_3 = 0x20080522  # linux/capability.h, _LINUX_CAPABILITY_VERSION_3
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/self", "/sys/devices/system/cpu")  # threads, sizes


def confine(folder: Path, readable: Sequence[Path], limits: Limits) -> tuple[Guard, ...]:
    """Give up all but `folder` and reading; returns what this kernel couldn't hold.

    Landlock binds the calling thread and those it starts, so a process that has others already isn't held by it.
    """
    filters = _system_call_filter()  # found by a program, `ldconfig`, that the next lines would refuse
    _limit(limits)
    _drop_capabilities()
    held = {
        Guard.FILES: _hold_files(folder, readable) and _threads() == 1,
        Guard.SYSTEM: _load(filters),
    }
    return tuple(guard for guard in Guard if not held[guard])


def _threads() -> int:
    """Those of libraries too."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208  names are enough


def _limit(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.scratch_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bounded, bounded))


def _drop_capabilities() -> None:
    """Root without capabilities is one more user, whom file modes and limits bind."""
    if not sys.platform.startswith("linux"):
        return
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    none = (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capset(header, none)


def _hold_files(folder: Path, readable: Iterable[Path]) -> bool:
    try:
        from landlockpy import AccessFS, LandlockError, Ruleset, Scope  # noqa: PLC0415  Linux alone has it
    except ImportError:
        return False
    write = (
        AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.REMOVE_FILE
        | AccessFS.REMOVE_DIR | AccessFS.MAKE_REG | AccessFS.MAKE_DIR | AccessFS.REFER
    )  # fmt: skip
    read = AccessFS.READ_FILE | AccessFS.READ_DIR
    try:
        with Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET) as rules:
            rules.allow_path(folder, write)
            for path in readable:
                if path.exists():
                    rules.allow_path(path, read if path.is_dir() else AccessFS.READ_FILE)
            for device in _DEVICES:
                rules.allow_path(device, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
            rules.restrict()
    except (LandlockError, OSError):
        return False
    return True


def _system_call_filter() -> Any:
    """The filter, ready to be loaded; None where the system has no libseccomp."""
    try:
        import pyseccomp  # noqa: PLC0415  fails where the library isn't there
    except (ImportError, RuntimeError, OSError, AttributeError):
        return None
    refused = pyseccomp.ERRNO(errno.EPERM)
    try:
        rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        rules.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)
        for name in _REFUSED:
            _answer(rules, refused, name)
        for name in _WITHOUT_EFFECT:
            _answer(rules, pyseccomp.ERRNO(0), name)
        rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0))
        # its flags lie behind a pointer, where no filter can look: libc falls back to clone
        _answer(rules, pyseccomp.ERRNO(errno.ENOSYS), "clone3")
        for name in ("kill", "tgkill"):
            rules.add_rule(refused, name, pyseccomp.Arg(0, pyseccomp.NE, os.getpid()))
        rules.add_rule(refused, "prlimit64", pyseccomp.Arg(2, pyseccomp.NE, 0))
    except OSError:
        return None
    return rules


def _load(rules: Any) -> bool:
    try:
        if rules is not None:
            rules.load()
    except OSError:
        return False
    return rules is not None


def _answer(rules: Any, action: int, name: str) -> None:
    import pyseccomp  # noqa: PLC0415

    if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) != -1:  # __NR_SCMP_ERROR: a name of a later kernel
        rules.add_rule(action, name)


def python_paths() -> tuple[Path, ...]:
    """What Python, this package, its dependencies and the system's libraries and fonts consist of.

    Never a whole entry of `sys.path`: a checkout is one, and its owner's settings may lie there.
    """
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    places += [str(Path(prefix, "lib")) for prefix in (sys.prefix, sys.base_prefix)]
    places += [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    places += ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share", "/etc/ld.so.cache"]
    places += ["/etc/localtime", "/etc/fonts", *_MACHINE, str(Path(__file__).parent)]
    return tuple(dict.fromkeys(Path(place) for place in places))
