import sys

sys.stdout.buffer.write(b'\xff\xc3\x28\xed\xa0\x80\n')
sys.stderr.write('\ud800\n')

class Strange(Exception):
    pass

Strange.__name__ = Strange.__qualname__ = '\udfff'

def total(prices):
    if prices:
        return {'\ud800': '\udfff', 'a': [chr(0xdc00)]}
    raise Strange('\ud800')
