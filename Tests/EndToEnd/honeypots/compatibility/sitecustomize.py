"""Lets Heralding 1.0.7 run on Python 3.10 and later, which no longer take the argument `loop` that it passes.

Python imports this module at start because its folder is on PYTHONPATH. Heralding itself stays as released.
"""

import asyncio


def without_loop(function):
    def call(*arguments, loop=None, **named):
        return function(*arguments, **named)

    return call


for name in ("start_server", "sleep", "wait_for"):
    setattr(asyncio, name, without_loop(getattr(asyncio, name)))
