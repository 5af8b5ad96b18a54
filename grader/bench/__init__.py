"""How fast the grader is, beside a bare process and beside `docker run`, in one interleaved run.

Absolute times say more about a machine than about a grader: what is kept are ratios, measured in turn in the
same minutes. Started by `script/bench grader`.
"""
