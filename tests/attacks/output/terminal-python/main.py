print('\x1b[2J\x1b[31mBienvenue\x1b[0m', '\x1b]8;;https://example.org\x07Bienvenue\x1b]8;;\x07')
print('raté\rBienvenue', '\u202eeunevneiB', 'B\u200bienvenue', 'e' + '\u0301' * 500)

def total(prices):
    return '\u202e24' if prices else '\u0e47' * 5000
