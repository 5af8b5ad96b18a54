import os
import sys

lines = sys.stdin.read(), os.read(0, 1000), open('/dev/stdin').read()
print(lines)

def total(prices):
    return len(lines)
