def total(prices):
    return 42
    x = 9 ** 9 ** 9
    y = 'x' * 10 ** 10
    z = ((((1 << 1000) << 100000) << 10000000) << 1000000000)

print('Bienvenue')
