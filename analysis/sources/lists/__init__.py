"""Readers of sanctions lists and of ships on them."""
