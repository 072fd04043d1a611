"""One page, one file: its addresses, what it reads, what it sends."""
