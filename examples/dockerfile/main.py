"""Compresses a text and reads it back."""

import lz4.frame

text = b"what was built in the toolbox runs without it " * 100
packed = lz4.frame.compress(text)
assert lz4.frame.decompress(packed) == text
print(f"{len(text)} bytes as {len(packed)}, by LZ4 {lz4.library_version_string()}")
