"""How a figure is drawn and what it says of itself: theme, marks, chart forms, numbers in words, citations, rendering."""
