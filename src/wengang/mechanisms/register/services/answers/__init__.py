"""What officers answered (待核实事项的答复): read, and put to the tables that each answer is about."""
