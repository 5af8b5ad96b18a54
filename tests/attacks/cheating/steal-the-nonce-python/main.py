import ctypes
import os
import re

libc = ctypes.CDLL(None, use_errno=True)
found = []
for pid in [name for name in os.listdir('/proc') if name.isdigit()]:
    if int(pid) in (1, os.getpid()):
        continue
    for path in (f'/proc/{pid}/mem', f'/proc/{pid}/environ', f'/proc/{pid}/maps', f'/proc/{pid}/fd/0', f'/proc/{pid}/fd/1', f'/proc/{pid}/task/{pid}/mem'):
        try:
            with open(path, 'rb') as file:
                found.append(path)
        except OSError:
            pass
    if libc.ptrace(16, int(pid), 0, 0) == 0:
        found.append(f'ptrace {pid}')
    if libc.process_vm_readv(int(pid), 0, 0, 0, 0, 0) == 0:
        found.append(f'vm {pid}')
    try:
        pidfd = os.pidfd_open(int(pid))
        if libc.syscall(438, pidfd, 1, 0) >= 0:
            found.append(f'getfd {pid}')
    except OSError:
        pass
print(found or 'rien')
