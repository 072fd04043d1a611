"""The portal's gRPC clients: every call carries a deadline, the person's token, language and trace."""
