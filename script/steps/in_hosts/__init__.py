"""Several machines that grade for one site: how much they do together, and what becomes of work when one is lost.

Each host is a network namespace with an engine, a keeper of boxes and two workers of its own; it reaches the site's
PostgreSQL and its Valkey over TLS, by the accounts that `script/grading-host` gives, and nothing else. The engine,
the keeper and the workers of each are held to a part of a processor, so that on a machine of two there is room for
three of them beside the site and the database; only what runs inside boxes, a small part of the work, is not.
"""
