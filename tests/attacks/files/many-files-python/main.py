import os

made = 0
os.chdir('/tmp')
try:
    while made < 10**4:
        os.mkdir('d')
        os.chdir('d')
        open('f', 'w').close()
        made += 2
except OSError:
    pass
print(made < 10**4)
def total(prices):
    return sum(prices)

