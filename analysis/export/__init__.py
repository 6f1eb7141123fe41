"""Write figures and stories as files, one module a format; nothing here computes a number."""
