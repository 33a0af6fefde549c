"""``python -m wengang``."""

from wengang.cli.app import main

main()
