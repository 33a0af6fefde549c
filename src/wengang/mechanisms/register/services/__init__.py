"""What is done with the register: files in, tables prepared."""
