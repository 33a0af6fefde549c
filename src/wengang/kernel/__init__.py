"""Money, months, identifiers and errors: small, and built on the standard library alone."""
