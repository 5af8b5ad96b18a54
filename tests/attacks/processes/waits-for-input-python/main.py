price = int(input('Prix ? '))

def total(prices):
    return price
