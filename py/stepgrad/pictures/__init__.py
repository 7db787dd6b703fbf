"""④ Graphs as pictures, and the numbers that single pictures of pages are drawn from."""
