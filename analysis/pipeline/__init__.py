"""Make data/ from publishers' files, bring it up to date, and check it."""
