refused = ''
with open('/tmp/plein', 'wb', buffering=0) as file:
    try:
        while True:
            file.write(b'x' * 10**6)
    except OSError as error:
        refused = error.__class__.__name__
print(refused)
def total(prices):
    return sum(prices)

