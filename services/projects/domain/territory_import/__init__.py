"""Reads a territory's folder (CSV files and a manifest) and finds everything that is wrong with it."""
