"""The demo: the reference territory, and a story told once through the services' own front doors.

Everything goes through gRPC with tokens of the personas, except the territory, which an operator
imports. What the mayor of Loos would do is left to whoever tries the platform.
"""
