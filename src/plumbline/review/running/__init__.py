"""What tests do when they are run."""

GATEWAY, READ, WAIT = "gateway", "read", "wait"  # what a test does beside the kinds of levels.toml
