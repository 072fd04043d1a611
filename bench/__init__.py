"""Measures, side by side with their floors on the same machine: `make bench`. Never a test."""
