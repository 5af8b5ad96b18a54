def total(prices):
    return len(str(7 ** 70000000))

print('Bienvenue')
