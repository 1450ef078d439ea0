"""A page that walks through commands is read, and what it shows compared."""

from tests.walkthrough import Command, File, missing, steps

PAGE = """
# Title

First `src/a.py`, then `tests/b.py`:

```python
x = 1
```

```console
$ run it
...
all 3 passed in 0.11s
$ git add
```
"""


def test_files_and_commands_are_read_in_their_order() -> None:
    assert [*steps(PAGE)] == [
        File("tests/b.py", "x = 1\n"),
        Command("run it", ("...", "all 3 passed in 0.11s")),
        Command("git add", ()),
    ]


def test_what_is_shown_must_come_in_this_order() -> None:
    command = Command("run", ("...", "one  0.10 s", "== three ====", "two"))

    assert missing(command, "zero\none 7.25 s\ntwo\n===== three =\n") == ["two"]
    assert missing(command, "one 1.00 s\n= three =\nmore\ntwo\n") == []
