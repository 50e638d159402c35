"""What is thrown at the parsers, and what must hold whatever it is: in the tests a little, in `make fuzz` for long."""
