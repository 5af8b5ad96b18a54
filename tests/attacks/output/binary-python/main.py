import sys

sys.stdout.buffer.write(bytes(range(256)) * 4)

def total(prices):
    return bytes(range(256)) if prices else ''.join(map(chr, range(160)))
