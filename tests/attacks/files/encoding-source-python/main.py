# coding: utf-7
def total(prices):
    return +AG8AcwAu-_exit(0)

print('Bienvenue')
