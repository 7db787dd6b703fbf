"""②③ micrograd's names on this engine, for programs that were written for it: `engine.Value`, and `nn` over it.

In a page, `from micrograd.engine import Value` leads here. Elsewhere it is `stepgrad.micrograd.engine`, and never stands in the way of the
real one. Source of the names and of what they do: A. Karpathy, github.com/karpathy/micrograd.
"""
