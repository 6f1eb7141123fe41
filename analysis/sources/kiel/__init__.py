"""Readers of the Kiel Institute's Ukraine Support Tracker, release by release."""
