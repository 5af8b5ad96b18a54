import os
import signal

print('Bienvenue', flush=True)
os.kill(-1, signal.SIGKILL)
