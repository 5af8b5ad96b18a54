import os

print('Bienvenue', flush=True)
print('OK', flush=True)
os._exit(0)
