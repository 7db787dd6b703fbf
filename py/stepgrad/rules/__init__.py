"""① The rules: two tables of operations, the namespaces their text runs in, and the kernels compiled from it."""
