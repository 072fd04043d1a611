"""Between the wire and the domain: the only files that know both."""
