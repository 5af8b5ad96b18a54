def total(prices):
    deep = []
    for _ in range(10**4):
        deep = [deep]
    return deep if prices else {f'prix{i}': i for i in range(10**6)}

print('Bienvenue')
