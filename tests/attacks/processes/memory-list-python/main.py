everything = []
while True:
    everything.append(' ' * 10**6)
