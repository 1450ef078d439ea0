"""Speed, measured against the bare tools in the same run; `nox -s bench`."""
