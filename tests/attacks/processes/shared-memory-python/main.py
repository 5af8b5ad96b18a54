import mmap
import os

for number in range(8):
    if os.fork() == 0:
        break
kept = []
while True:
    try:
        file = os.memfd_create(f'a{len(kept)}')
        os.ftruncate(file, 10**7)
        memory = mmap.mmap(file, 10**7)
        memory.write(b'x' * 10**7)
        kept.append((file, memory))
        with open(f'/dev/shm/{os.getpid()}-{len(kept)}', 'wb') as shared:
            shared.write(b'x' * 10**6)
    except OSError:
        pass
