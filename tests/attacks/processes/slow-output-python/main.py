import time

while True:
    print('encore', flush=True)
    time.sleep(0.05)
