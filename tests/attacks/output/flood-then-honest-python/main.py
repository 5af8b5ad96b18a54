import sys

for _ in range(500):
    sys.stdout.write('encore\n' * 15000)
def total(prices):
    return sum(prices)

print('Bienvenue')
