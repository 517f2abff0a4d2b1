import packet from "dns-packet";

/** What a resolver answers for the mail hosts of a domain: an MX set, its name servers, and addresses. */
export const response = packet.encode({
  id: 4711,
  type: "response",
  flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE,
  questions: [{ name: "example.com", type: "MX", class: "IN" }],
  answers: [
    { name: "example.com", ttl: 300, type: "MX", data: { preference: 10, exchange: "mail.example.com" } },
    { name: "example.com", ttl: 300, type: "MX", data: { preference: 20, exchange: "backup.example.net" } },
  ],
  authorities: [
    { name: "example.com", ttl: 3600, type: "NS", data: "ns1.example.com" },
    { name: "example.com", ttl: 3600, type: "NS", data: "ns2.example.net" },
  ],
  additionals: [
    { name: "mail.example.com", ttl: 300, type: "A", data: "192.0.2.25" },
    { name: "mail.example.com", ttl: 300, type: "AAAA", data: "2001:db8::25" },
    { name: "backup.example.net", ttl: 300, type: "A", data: "198.51.100.25" },
    { name: "ns1.example.com", ttl: 3600, type: "A", data: "192.0.2.53" },
  ],
});
