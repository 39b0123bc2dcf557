"""Benchmarks: a generated archive, the peers that build the same one, and one command that runs them side by side."""
