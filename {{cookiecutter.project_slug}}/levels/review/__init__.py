"""The review of a change's tests: what it adds, weakens and leaves out."""
