def somme(a, b):
    return a + b
