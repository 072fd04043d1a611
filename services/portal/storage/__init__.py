"""The portal's own database: read models fed by events, and sessions."""
