"""② Whose names these are."""

__version__ = "2.13.0+stepgrad"
cuda = hip = None
