"""Owns label frameworks in use, campaigns, applications with their marks and decisions, and awards.
Publishes Campaign* (kind `campaigns`) and Application* (kind `applications`).
Listens to projects' Project* events, and keeps a reference copy of each submitted project.
"""
