"""② What PyTorch has besides: compositions of methods that tensors have, each a line or two; methods and functions alike."""
