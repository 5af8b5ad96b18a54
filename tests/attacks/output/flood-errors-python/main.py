import os

while True:
    os.write(2, b'encore ' * 9000)
    os.write(1, b'encore ' * 9000)
