"""`input()` of the apprentice's program.

It stands alone, so that what a function shows of its surroundings is nothing worth having.
"""

import sys


def ask(prompt: object = "", /) -> str:
    """Takes the next line given; the question itself is not counted among what the program writes."""
    str(prompt)
    line: str = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")
