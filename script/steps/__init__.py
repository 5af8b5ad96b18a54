"""What `script/` does once Python is there: prepare the machine, run the platform, check and test it.

The sentences printed here are read by the people who install the platform, so they are in French and
each failure says what to do next.
"""
