import os
import subprocess

written = []
for root, folders, _ in os.walk('/'):
    if root.startswith(('/proc', '/sys')):
        folders.clear()
        continue
    try:
        with open(os.path.join(root, 'ecrit'), 'w') as file:
            file.write('#!/bin/sh\necho lance\n')
        written.append(root)
    except OSError:
        pass
outside = [root for root in written if not root.startswith(('/tmp', '/dev/shm', '/dev/mqueue'))]
ran = []
for root in written:
    path = os.path.join(root, 'ecrit')
    try:
        os.chmod(path, 0o755)
        subprocess.run([path], check=True)
        ran.append(root)
    except (OSError, subprocess.CalledProcessError):
        pass
print(outside or 'rien', ran or 'rien')
