"""Other people's plugins and libraries beside the guard, in a generated repo."""
