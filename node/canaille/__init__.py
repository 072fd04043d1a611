"""Canaille, the node's own OpenID Connect issuer: its configuration, its clients, its accounts.

It is an ordinary provider to everybody else: the portal and the services know its address only.
"""
