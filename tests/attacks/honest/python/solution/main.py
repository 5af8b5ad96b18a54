def total(prices):
    return sum(prices)

print('Bienvenue')
