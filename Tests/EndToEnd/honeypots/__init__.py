"""Real honeypots from PyPI, unmodified, each with its own hpfeeds output pointed at the server under test."""
