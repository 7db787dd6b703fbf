"""④⑤ The cells of a page: one session, whose names live from cell to cell, and what each run of a cell shows."""
