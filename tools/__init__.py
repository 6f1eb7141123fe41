"""What builds, breaks and measures the project, and is no test: each runs by a `make` command."""
