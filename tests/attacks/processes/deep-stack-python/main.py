import sys

sys.setrecursionlimit(10**9)

class Deep:
    def __getattr__(self, name):
        return getattr(self, name + 'x')

def total(prices):
    return [repr(x) for x in [Deep().y]] or total(prices)

print('Bienvenue')
