"""The outside world: one module for each gateway, its ABC first, then the real one."""
