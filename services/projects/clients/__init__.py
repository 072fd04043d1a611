"""What the service starts or asks outside itself."""
