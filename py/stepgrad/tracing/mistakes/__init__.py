"""④ Runs of a program with a mistake built in, or with one number changed, by the real engine: what a page shows beside the right run."""
