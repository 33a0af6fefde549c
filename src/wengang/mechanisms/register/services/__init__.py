"""What is done with the register: files in (``intake``), tables prepared (``prepare``), each part in a package of its own."""
