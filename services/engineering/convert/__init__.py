"""Between the wire and the domain; nothing else knows both."""
