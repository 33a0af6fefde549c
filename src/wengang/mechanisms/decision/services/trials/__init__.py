"""What is tried and decides nothing: other parameters (试算), worked cases (算例), a scheme's static check (静态检查)."""
