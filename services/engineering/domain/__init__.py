"""Agents whose days are lent between bodies: plain rules, no framework."""
