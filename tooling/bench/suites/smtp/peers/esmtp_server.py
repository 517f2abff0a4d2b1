"""Twisted's ESMTP server, as its documentation has it: takes every message, and prints the port that it listens on."""

from twisted.internet import defer, epollreactor

epollreactor.install()

from twisted.internet import protocol, reactor
from twisted.mail import smtp
from zope.interface import implementer


@implementer(smtp.IMessage)
class Message:
    size = 0

    def lineReceived(self, line):
        self.size += len(line)

    def eomReceived(self):
        return defer.succeed(None)

    def connectionLost(self):
        pass


@implementer(smtp.IMessageDelivery)
class Delivery:
    def receivedHeader(self, helo, origin, recipients):
        return b"Received: here"

    def validateFrom(self, helo, origin):
        return origin

    def validateTo(self, user):
        return Message


class Factory(protocol.ServerFactory):
    noisy = False

    def buildProtocol(self, address):
        server = smtp.ESMTP()
        server.noisy = False
        server.delivery = Delivery()
        server.factory = self
        return server


port = reactor.listenTCP(0, Factory(), backlog=4096, interface="127.0.0.1")
print(port.getHost().port, flush=True)
reactor.run()
