import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
refused = [libc.reboot(0x01234567) == -1]
for path in ('/proc/sysrq-trigger', '/dev/kmsg', '/dev/log', '/proc/sys/kernel/hostname', '/sys/power/state'):
    try:
        with open(path, 'w') as file:
            file.write('b' * 1000)
        refused.append(False)
    except OSError:
        refused.append(True)
for _ in range(1000):
    libc.syslog(0, b'x' * 1000)
os.sync()
print(all(refused))
