"""Readers of countries, economies and exchange rates."""
