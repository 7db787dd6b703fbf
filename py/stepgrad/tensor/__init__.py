"""②③ Tensor, an array that remembers where it came from; its methods, its functions, and its walk."""
