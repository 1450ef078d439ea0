"""Replays the history of other projects: `nox -s replay -- FOLDER ...` prints what the review says."""
