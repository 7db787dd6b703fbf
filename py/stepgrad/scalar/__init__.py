"""②③ Value, a float that remembers where it came from, and the walk that sends gradients back."""
