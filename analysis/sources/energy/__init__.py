"""Readers of who buys Russian energy and of Russia's trade."""
