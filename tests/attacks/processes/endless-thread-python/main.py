import threading

def wait():
    while True:
        pass

threading.Thread(target=wait).start()
def total(prices):
    return sum(prices)

print('Bienvenue')
