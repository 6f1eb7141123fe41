"""Read and write the tables of data/: whole or not at all, one writer at a time."""
