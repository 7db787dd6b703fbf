"""Build side: programs that are timed in more than one place."""
