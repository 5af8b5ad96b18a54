zeros = bytearray(10**10)
zeros[::4096] = b'x' * len(zeros[::4096])
