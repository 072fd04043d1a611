"""The rules of the charter, one plain function a file, in the order of DOMAIN §3.2."""
