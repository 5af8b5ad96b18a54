print('Bienvenue')

class Trap(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__
    args = property(__str__)
    __traceback__ = property(__str__)

def total(prices):
    if prices:
        raise Trap
    error = ValueError()
    for _ in range(10**4):
        other = ValueError()
        other.__cause__ = error
        error = other
    raise error from ExceptionGroup('x', [KeyError()] * 10**4)
