"""Read and write the tables of data/: completely or not at all, one writer at a time."""
