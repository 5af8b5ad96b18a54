print('x' * 10**8)

def total(prices):
    return 'x' * 10**8
