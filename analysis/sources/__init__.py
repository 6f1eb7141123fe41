"""Readers: one module per publisher, its own format in, a tidy table and a report out."""
