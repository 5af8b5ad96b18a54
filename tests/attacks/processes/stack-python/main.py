def total(prices):
    return total(prices)

print('Bienvenue')
