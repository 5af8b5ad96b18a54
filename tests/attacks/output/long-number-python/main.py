def total(prices):
    return 10 ** 1_000_000 if prices else -(10 ** 4000)

print('Bienvenue')
