"""②③ Tensor, an array that remembers where it came from; its methods, its functions, and its walk.

The way from `a @ b` to the products that are its gradients: tensor.py, ../rules/array_table.py, ../rules/kernel.py, graph.py.
"""
