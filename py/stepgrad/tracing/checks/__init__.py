"""④ Whether a reader's program does what an exercise asks for: it is run, then the author's checks are, which say what is wrong with it."""
