"""Twisted's name server: twisted.names with the zones of zone.js, on any port. Prints the ports."""

import sys

from twisted.internet import reactor
from twisted.names import authority, dns, server

makers = {
    "A": lambda ttl, d: dns.Record_A(d, ttl),
    "AAAA": lambda ttl, d: dns.Record_AAAA(d, ttl),
    "MX": lambda ttl, d: dns.Record_MX(int(d.split()[0]), d.split()[1].rstrip("."), ttl),
    "TXT": lambda ttl, d: dns.Record_TXT(d.strip('"').encode(), ttl=ttl),
    "CNAME": lambda ttl, d: dns.Record_CNAME(d.rstrip("."), ttl),
    "SRV": lambda ttl, d: dns.Record_SRV(*[int(w) for w in d.split()[:3]], d.split()[3].rstrip("."), ttl),
    "NS": lambda ttl, d: dns.Record_NS(d.rstrip("."), ttl),
    "SOA": lambda ttl, d: dns.Record_SOA(
        d.split()[0].rstrip("."), d.split()[1].rstrip("."), *[int(w) for w in d.split()[2:]], ttl
    ),
}


class Zone(authority.FileAuthority):
    def loadFile(self, path):
        self.records = {}
        for line in open(path):
            name, ttl, _, kind, data = line.rstrip("\n").split(" ", 4)
            key = name.rstrip(".").encode()
            record = makers[kind](int(ttl), data)
            self.records.setdefault(key, []).append(record)
            if kind == "SOA":
                self.soa = (key, record)


def listen(path):
    factory = server.DNSServerFactory(authorities=[Zone(path)])
    port = reactor.listenUDP(0, dns.DNSDatagramProtocol(factory), interface="127.0.0.1")
    return str(port.getHost().port)


print(" ".join(listen(path) for path in sys.argv[1:]), flush=True)
reactor.run()
