"""④ Looks through a trace for what is wrong with the program: `stepgrad.diagnose`."""
