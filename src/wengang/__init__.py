"""Wengang (稳岗): open software for a city's employment and social-security bureau."""

__version__ = "0.1.0"
