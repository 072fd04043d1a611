"""Readers apply events of a stream: each commits its position and its effect in one transaction."""
