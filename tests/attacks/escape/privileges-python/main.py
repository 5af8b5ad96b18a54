import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
free = []
calls = {
    'mount': lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None),
    'umount': lambda: libc.umount2(b'/proc', 2),
    'chroot': lambda: libc.chroot(b'/tmp'),
    'pivot': lambda: libc.syscall(155, b'/tmp', b'/tmp'),
    'unshare': lambda: libc.unshare(0x10000000),
    'setns': lambda: libc.setns(0, 0),
    'clone': lambda: libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0),
    'ptrace': lambda: libc.ptrace(0, 0, 0, 0),
    'keyctl': lambda: libc.syscall(250, 0, -3, 1),
    'add_key': lambda: libc.syscall(248, b'user', b'a', b'b', 1, -3),
    'bpf': lambda: libc.syscall(321, 0, 0, 0),
    'perf': lambda: libc.syscall(298, 0, 0, -1, -1, 0),
    'io_uring': lambda: libc.syscall(425, 8, ctypes.create_string_buffer(200)),
    'userfaultfd': lambda: libc.syscall(323, 0),
    'setuid': lambda: libc.setuid(0),
    'setgid': lambda: libc.setgid(0),
    'sethostname': lambda: libc.sethostname(b'x', 1),
    'swapon': lambda: libc.swapon(b'/tmp/x', 0),
    'module': lambda: libc.syscall(175, b'x', 1, b''),
    'kexec': lambda: libc.syscall(246, 0, 0, 0, 0),
    'acct': lambda: libc.acct(b'/tmp/x'),
    'settime': lambda: libc.settimeofday(ctypes.create_string_buffer(16), None),
    'open_by_handle': lambda: libc.syscall(304, 0, ctypes.create_string_buffer(64), 0),
}
for name, call in calls.items():
    result = call()
    if result == 0 and name == 'clone':
        os._exit(0)
    if result != -1:
        free.append(name)
for path in ('/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/dev/mem', '/dev/sda', '/proc/kcore', '/sys/fs/cgroup/release_agent', '/proc/1/root/etc/shadow'):
    try:
        os.close(os.open(path, os.O_RDWR))
        free.append(path)
    except OSError:
        pass
for program in ('/usr/bin/su', '/usr/bin/passwd', '/usr/bin/mount', '/usr/bin/newgrp'):
    if os.path.exists(program) and os.fork() == 0:
        os.execv(program, [program, '--help'])
print(os.getresuid(), free or 'rien')
