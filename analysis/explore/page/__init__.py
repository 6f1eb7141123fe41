"""The page to explore without a kernel: aid, listings and guarantees in one HTML file, in which Vega-Lite does all arithmetic."""
