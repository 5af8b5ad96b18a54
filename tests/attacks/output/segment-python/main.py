import ctypes

print('Bienvenue')

def total(prices):
    return ctypes.string_at(0)
