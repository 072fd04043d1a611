"""Financing plans and the law of public money, in plain Python."""
