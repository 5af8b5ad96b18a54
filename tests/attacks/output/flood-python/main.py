while True:
    print('encore' * 1000)
