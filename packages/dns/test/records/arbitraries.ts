import fc from "fast-check";
import { formatIPv4 } from "../../src/presentation/ipv4-text.js";
import { formatIPv6 } from "../../src/presentation/ipv6-text.js";
import { type DigestLengths, dsDigestLengths, sshfpDigestLengths } from "../../src/records/forms/digest-length.js";
import type { RecordDataByType } from "../../src/records/record-types.js";
import { Name } from "../../src/wire/name.js";

/** Data that any record of each type may have. A type that isn't here fails the round-trip tests. */

const octets = (min: number, max: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => Buffer.from(bytes));
const label = fc.oneof(
  octets(1, 12),
  fc.stringMatching(/^[a-zA-Z0-9_*-]{1,12}$/).map((text) => Buffer.from(text)),
);
export const name = fc.array(label, { maxLength: 4 }).map((labels) => Name.fromLabels(labels));
const uint8 = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const string = octets(0, 40);
const ipv4 = uint32.map((address) => formatIPv4(address));
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), uint16), { minLength: 8, maxLength: 8 })
  .map((groups) => formatIPv6(Uint16Array.from(groups)));
const types = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 300 }), uint16), { maxLength: 12 })
  .map((list) => list.sort((a, b) => a - b));
const textStrings = fc.record({ txtData: fc.array(octets(0, 255), { minLength: 1, maxLength: 3 }) });
const gateway = fc.oneof(fc.constant(undefined), ipv4, ipv6, name);
const hexGroups = (groups: number, digits: number, separator: string): fc.Arbitrary<string> =>
  fc
    .array(fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)), { minLength: groups, maxLength: groups })
    .map((parts) => parts.join(separator));
const digestOf = (lengths: DigestLengths): fc.Arbitrary<{ type: number; digest: Buffer }> =>
  uint8.chain((type) => {
    const length = lengths.get(type);
    return octets(length ?? 1, length ?? 48).map((digest) => ({ type, digest }));
  });
const digestOfKey = fc
  .record({ keyTag: uint16, algorithm: uint8, digest: digestOf(dsDigestLengths) })
  .map(({ keyTag, algorithm, digest }) => ({ keyTag, algorithm, digestType: digest.type, digest: digest.digest }));
const zoneKey = fc.record({ flags: uint16, protocol: uint8, algorithm: uint8, publicKey: octets(1, 64) });
const association = fc.record({
  certificateUsage: uint8,
  selector: uint8,
  matchingType: uint8,
  certificateAssociationData: octets(1, 64),
});
const locLength = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([digit, exponent]) => digit * 10 ** exponent);

const octetText = (min: number, max: number): fc.Arbitrary<string> =>
  octets(min, max).map((bytes) => bytes.toString("latin1"));
const svcParams = fc
  .record(
    {
      alpn: fc.array(octetText(1, 10), { minLength: 1, maxLength: 3 }),
      port: uint16,
      ipv4hint: fc.array(ipv4, { minLength: 1, maxLength: 3 }),
      ech: octets(1, 20),
      ipv6hint: fc.array(ipv6, { minLength: 1, maxLength: 3 }),
      dohpath: fc.constantFrom("/dns-query{?dns}", "/q/é{?dns,x}", "/{dns}"),
      ohttp: fc.constant(true as const),
      unknown: fc
        .dictionary(fc.integer({ min: 9, max: 0xfffe }).map(String), octets(0, 10), { minKeys: 1, maxKeys: 2 })
        .map((values) => new Map(Object.entries(values).map(([key, value]) => [Number(key), value]))),
    },
    { requiredKeys: [] },
  )
  .chain((params) =>
    fc.tuple(fc.boolean(), fc.boolean()).map(([isMandatory, noDefault]) => ({
      ...params,
      ...(noDefault && params.alpn !== undefined ? { noDefaultAlpn: true as const } : {}),
      ...(isMandatory && params.alpn !== undefined && params.port !== undefined ? { mandatory: ["alpn", "port"] } : {}),
    })),
  );
const serviceBinding = fc.record({ svcPriority: uint16, targetName: name, svcParams });

export const arbitraries: { readonly [Mnemonic in keyof RecordDataByType]: fc.Arbitrary<RecordDataByType[Mnemonic]> } =
  {
    A: fc.record({ address: ipv4 }),
    NS: fc.record({ nsdname: name }),
    CNAME: fc.record({ cname: name }),
    SOA: fc.record({
      mname: name,
      rname: name,
      serial: uint32,
      refresh: uint32,
      retry: uint32,
      expire: uint32,
      minimum: uint32,
    }),
    PTR: fc.record({ ptrdname: name }),
    HINFO: fc.record({ cpu: string, os: string }),
    MX: fc.record({ preference: uint16, exchange: name }),
    TXT: textStrings,
    RP: fc.record({ mboxDname: name, txtDname: name }),
    AFSDB: fc.record({ subtype: uint16, hostname: name }),
    AAAA: fc.record({ address: ipv6 }),
    LOC: fc.record({
      size: locLength,
      horizPre: locLength,
      vertPre: fc.oneof(fc.constant(0), locLength),
      latitude: fc.integer({ min: -324_000_000, max: 324_000_000 }),
      longitude: fc.integer({ min: -648_000_000, max: 648_000_000 }),
      altitude: fc.integer({ min: -10_000_000, max: 4_284_967_295 }),
    }),
    SRV: fc.record({ priority: uint16, weight: uint16, port: uint16, target: name }),
    NAPTR: fc.record({
      order: uint16,
      preference: uint16,
      flags: string,
      services: string,
      regexp: string,
      replacement: name,
    }),
    KX: fc.record({ preference: uint16, exchanger: name }),
    CERT: fc.record({ type: uint16, keyTag: uint16, algorithm: uint8, certificate: octets(1, 64) }),
    DNAME: fc.record({ target: name }),
    APL: fc.record({
      items: fc.array(
        fc.oneof(
          fc.record({
            addressFamily: fc.constant(1 as const),
            prefix: fc.integer({ min: 0, max: 32 }),
            negation: fc.boolean(),
            address: ipv4,
          }),
          fc.record({
            addressFamily: fc.constant(2 as const),
            prefix: fc.integer({ min: 0, max: 128 }),
            negation: fc.boolean(),
            address: ipv6,
          }),
        ),
        { maxLength: 4 },
      ),
    }),
    DS: digestOfKey,
    SSHFP: fc
      .record({ algorithm: uint8, digest: digestOf(sshfpDigestLengths) })
      .map(({ algorithm, digest }) => ({ algorithm, fpType: digest.type, fingerprint: digest.digest })),
    IPSECKEY: fc.record({ precedence: uint8, algorithm: uint8, gateway, publicKey: octets(0, 32) }),
    RRSIG: fc.record({
      typeCovered: uint16,
      algorithm: uint8,
      labels: uint8,
      originalTTL: uint32,
      signatureExpiration: uint32,
      signatureInception: uint32,
      keyTag: uint16,
      signersName: name,
      signature: octets(1, 64),
    }),
    NSEC: fc.record({ nextDomainName: name, types }),
    DNSKEY: zoneKey,
    DHCID: fc.record({ identifierType: uint16, digestType: uint8, digest: octets(1, 32) }),
    NSEC3: fc.record({
      hashAlgorithm: uint8,
      flags: uint8,
      iterations: uint16,
      salt: octets(0, 16),
      nextHashedOwnerName: octets(1, 32),
      types,
    }),
    NSEC3PARAM: fc.record({ hashAlgorithm: uint8, flags: uint8, iterations: uint16, salt: octets(0, 16) }),
    TLSA: association,
    SMIMEA: association,
    HIP: fc.record({
      pkAlgorithm: uint8,
      hit: octets(1, 20),
      publicKey: octets(1, 40),
      rendezvousServers: fc.array(name, { maxLength: 3 }),
    }),
    CDS: digestOfKey,
    CDNSKEY: zoneKey,
    OPENPGPKEY: fc.record({ publicKey: octets(1, 64) }),
    CSYNC: fc.record({ soaSerial: uint32, flags: uint16, types }),
    ZONEMD: fc.record({ serial: uint32, scheme: uint8, hashAlgorithm: uint8, digest: octets(12, 64) }),
    SVCB: serviceBinding,
    HTTPS: serviceBinding,
    SPF: textStrings,
    NID: fc.record({ preference: uint16, nodeID: hexGroups(4, 4, ":") }),
    L32: fc.record({ preference: uint16, locator32: ipv4 }),
    L64: fc.record({ preference: uint16, locator64: hexGroups(4, 4, ":") }),
    LP: fc.record({ preference: uint16, fqdn: name }),
    EUI48: fc.record({ address: hexGroups(6, 2, "-") }),
    EUI64: fc.record({ address: hexGroups(8, 2, "-") }),
    TKEY: fc.record({
      algorithm: name,
      inception: uint32,
      expiration: uint32,
      mode: uint16,
      error: uint16,
      key: octets(0, 32),
      other: octets(0, 8),
    }),
    URI: fc.record({ priority: uint16, weight: uint16, target: octetText(1, 40) }),
    CAA: fc.record({ flags: uint8, tag: fc.stringMatching(/^[a-zA-Z0-9]{1,15}$/), value: string }),
    AMTRELAY: fc.record({ precedence: uint8, discoveryOptional: fc.boolean(), relay: gateway }),
    RESINFO: textStrings,
  };
