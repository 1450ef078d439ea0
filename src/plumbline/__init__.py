"""The five test levels of a repository: what holds its tests to levels.toml."""

NAME = "pytest-plumbline"  # of the distribution; another project's is called plumbline
