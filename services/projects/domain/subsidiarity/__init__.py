"""Active subsidiarity: facts, register, capacities and a voted charter go in, a decision comes out.

Pure and deterministic: no clock, no I/O, the same words for the same input at any later date.
"""
