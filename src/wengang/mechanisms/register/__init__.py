"""The register of employers and persons: canonical tables, source mappings, and the way of a file into them."""
