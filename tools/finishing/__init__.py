"""⑨ page: what is done to pages after they were rendered: see tools/finish.py."""
