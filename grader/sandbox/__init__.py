"""Where untrusted code runs. `base` is the contract; `docker` keeps it for real, `fake` for tests."""
