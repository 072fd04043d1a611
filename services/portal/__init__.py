"""What people see: pages, dashboards per level and live updates, over read models of its own.

Owns no resource and publishes nothing; it listens to projects, engineering, funding and labels.
Commands go to those services by gRPC, with the token of the person who acts.
"""
