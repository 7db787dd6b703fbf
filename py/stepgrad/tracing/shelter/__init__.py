"""④ Where a program runs: what it finds there, and how Python is put back to what it was when the program has ended."""
