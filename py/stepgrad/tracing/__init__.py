"""④⑤ Runs a program, says what happened step by step, and writes it down for the page."""
