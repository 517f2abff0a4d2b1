import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { signZone, type SignZoneOptions } from "../../src/dnssec/signing/sign-zone.js";
import { Name } from "../../src/wire/name.js";
import { Zone } from "../../src/zone/zone.js";
import { parseZone } from "../../src/zone-file/parse-zone.js";

/** 1 January 2026. */
export const nowMs = Date.UTC(2026, 0, 1);

/** The zone of RFC 4035 appendix A and RFC 5155 appendix A, without keys and signatures. */
const text = `
$ORIGIN example.
$TTL 3600
@      SOA ns1 bugs.x.w 1 3600 300 3600000 3600
@      NS ns1
@      NS ns2
@      MX 1 xx
2t7b4g4vsa5smi47k61mv5bv1a22bojr A 192.0.2.127
a      NS ns1.a
a      NS ns2.a
a      DS 58470 5 1 3079F1593EBAD6DC121E202A8B766A6A4837206C
ns1.a  A 192.0.2.5
ns2.a  A 192.0.2.6
ai     A 192.0.2.9
ai     HINFO "KLH-10" "ITS"
ai     AAAA 2001:db8::f00:baa9
b      NS ns1.b
ns1.b  A 192.0.2.7
c      NS ns1.c
ns1.c  A 192.0.2.8
ns1    A 192.0.2.1
ns2    A 192.0.2.2
*.w    MX 1 ai
x.w    MX 1 xx
x.y.w  MX 1 xx
xx     A 192.0.2.10
xx     HINFO "KLH-10" "TOPS-20"
xx     AAAA 2001:db8::f00:baaa
`;

/** The unsigned zone, with more records where they are given. */
export function exampleZone(more = "", origin = "example."): Zone {
  return Zone.fromRecords(
    Name.fromText(origin),
    parseZone(text.replace("$ORIGIN example.", `$ORIGIN ${origin}`) + more, { origin }),
  );
}

export const exampleKey = SigningKey.generate("example.");

/** The zone, signed at `nowMs`. */
export function signedExample(options: Partial<SignZoneOptions> = {}, more = ""): Zone {
  return signZone(exampleZone(more), [exampleKey], { nowMs, ...options });
}

/** The chain of RFC 5155 appendix A. */
export const rfc5155 = { nsec3: { iterations: 12, salt: Buffer.from("aabbccdd", "hex"), optOut: true } } as const;
