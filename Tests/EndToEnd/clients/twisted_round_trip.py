"""Subscribes and publishes with the Twisted client of `hpfeeds`, and prints what came back as hex.

Arguments: host, port, ident, secret, channel, payload in hex. A process of its own, because a Twisted reactor runs once.
"""

import sys

from hpfeeds.twisted import ClientSessionService
from twisted.internet import defer, reactor, task

host, port, ident, secret, channel, payload = sys.argv[1:]


@defer.inlineCallbacks
def round_trip():
    service = ClientSessionService(f"tcp:{host}:{port}", ident, secret)
    service.subscribe(channel)
    service.startService()
    yield service.whenConnected
    service.publish(channel, bytes.fromhex(payload))
    received_ident, received_channel, received = yield service.read()
    print(received_ident, received_channel, bytes(received).hex())
    yield service.stopService()


task.react(lambda _: round_trip().addTimeout(20, reactor))
