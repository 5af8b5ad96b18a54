"""Which calls to the kernel a box may make: an allow list of our own, narrower than the engine's.

Beside what the engine's own list refuses, a box cannot trace another process, read its memory, make a
namespace, reach the kernel's key ring or a ring of io_uring; and a box without `sockets` cannot open one,
which is why such boxes may share one empty network and start in half the time.
"""

import json
from functools import cache

_FILES = """
access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 eventfd eventfd2 faccessat
faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr
flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64
getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl lchown lgetxattr link linkat
listxattr llistxattr lremovexattr lseek lsetxattr lstat memfd_create mkdir mkdirat mknod mknodat newfstatat
open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink
readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx
symlink symlinkat sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes
vmsplice write writev
"""
_MEMORY = """
brk madvise membarrier mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall munmap
pkey_alloc pkey_free pkey_mprotect remap_file_pages shmat shmctl shmdt shmget
"""
_PROCESSES = """
arch_prctl capget capset execve execveat exit exit_group fork futex futex_wait futex_waitv futex_wake
get_robust_list get_thread_area getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid
getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill
pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield semctl
semget semop semtimedop set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups
setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid tgkill time times tkill
uname vfork wait4 waitid
"""
_SIGNALS_AND_TIME = """
alarm clock_getres clock_gettime clock_nanosleep epoll_create epoll_create1 epoll_ctl epoll_pwait
epoll_pwait2 epoll_wait getitimer getrandom gettimeofday io_cancel io_destroy io_getevents io_pgetevents
io_setup io_submit nanosleep pause poll ppoll pselect6 rt_sigaction rt_sigpending rt_sigprocmask
rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo select setitimer sigaltstack
signalfd signalfd4 sysinfo timer_create timer_delete timer_getoverrun timer_gettime timer_settime
timerfd_create timerfd_gettime timerfd_settime
"""
# A pair of sockets leads nowhere but to the other end, which the same process holds.
_PAIRED_SOCKETS = (
    "recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto shutdown socketpair getsockopt setsockopt"
)
_NAMED_SOCKETS = "accept accept4 bind connect getpeername getsockname listen"
_FAMILIES = (1, 2, 10, 16)  # unix, internet 4 and 6, netlink (libraries list interfaces with it)

_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_LINUX = 0  # the personality of an ordinary program
_ENOSYS = 38


def _allowed(names: str) -> dict[str, object]:
    return {"names": names.split(), "action": "SCMP_ACT_ALLOW", "args": []}


def _allowed_if(name: str, **argument: object) -> dict[str, object]:
    return {"names": [name], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "valueTwo": 0, **argument}]}


@cache
def seccomp_profile(sockets: bool) -> str:
    """Returns the engine's JSON for boxes with or without the right to open sockets."""
    calls = [
        *(_allowed(names) for names in (_FILES, _MEMORY, _PROCESSES, _SIGNALS_AND_TIME, _PAIRED_SOCKETS)),
        _allowed_if("clone", value=_NEW_NAMESPACES, valueTwo=0, op="SCMP_CMP_MASKED_EQ"),
        # Its flags lie in memory, out of the filter's sight: the C library falls back to `clone`.
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS, "args": []},
        *(_allowed_if("personality", value=kind, op="SCMP_CMP_EQ") for kind in (_LINUX, 0xFFFFFFFF)),
    ]
    if sockets:
        calls.append(_allowed(_NAMED_SOCKETS))
        calls.extend(_allowed_if("socket", value=family, op="SCMP_CMP_EQ") for family in _FAMILIES)
    return json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": calls})
