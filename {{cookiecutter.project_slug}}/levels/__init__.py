"""What enforces levels.toml; `copier update` refreshes this folder, so change levels.toml instead."""
