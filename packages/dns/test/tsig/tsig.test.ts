import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { A } from "../../src/records/a.js";
import * as tsig from "../../src/tsig/index.js";
import { appendSignature } from "../../src/tsig/append-signature.js";
import { TSIG, tsigOf } from "../../src/tsig/tsig-data.js";
import { DNSError } from "../../src/wire/dns-error.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Rcode } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";

const secret = Buffer.from("0123456789abcdef0123456789abcdef");
const key = new tsig.TSIGKey({ name: "K-hmac-sha256", secret });
const keys = new tsig.TSIGKeyring([key]);
const NOW = 1_795_274_040_561;

/** Sent by dig 9.18 with `-y hmac-sha256:k-hmac-sha256:…` at NOW. */
const fromDig = Buffer.from(
  "4e930120000100000000000203777777076578616d706c6503636f6d000001000100002904d000000000000c000a0008d19cf2460d8acc6a0d6b2d686d61632d7368613235360000fa00ff00000000003d0b686d61632d7368613235360000006b01b538012c0020b7ae411fe1efc7a0f149c07f3eb52ac79131eda8e7cb2cc425af20c0b2d246484e9300000000",
  "hex",
);

const query = Message.query("www.example.com", A.code, { id: 77, edns: new EDNS() });
const decode = (bytes: Buffer): Message => Message.decode(bytes);

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof DNSError) return error.code;
    throw error;
  }
  return "none";
}

/** What a server makes of a request that was signed, and then perhaps changed. */
function refusal(bytes: Buffer, options: { ring?: tsig.TSIGKeyring; nowMs?: number } = {}): string {
  return codeOf(() => tsig.verifyTSIGRequest(decode(bytes), options.ring ?? keys, options.nowMs ?? NOW));
}

/** `bytes`, signed, with another TSIG record in the place of its own. */
function withRecord(bytes: Buffer, change: Partial<tsig.TSIGData>, keyName: Name = key.name): Buffer {
  const message = decode(bytes);
  const bare = Buffer.from(bytes.subarray(0, message.signatureOffset));
  bare.writeUInt16BE(bare.readUInt16BE(10) - 1, 10);
  return appendSignature(bare, keyName, TSIG, { ...tsigOf(message)!.data, ...change });
}

const signed = (nowMs = NOW): Buffer => tsig.signTSIGRequest(query.encode(), key, nowMs).bytes;

describe("a request with TSIG", () => {
  it("verifies when dig made it", () => {
    const signer = tsig.verifyTSIGRequest(decode(fromDig), keys, NOW);
    expect(signer.key).toBe(key);
  });

  it("is the one that dig makes", () => {
    const message = decode(fromDig);
    const bare = new Message(message).encode();
    const lowerCase = new tsig.TSIGKey({ name: "k-hmac-sha256", secret });
    expect(tsig.signTSIGRequest(bare, lowerCase, NOW).bytes.toString("hex")).toBe(fromDig.toString("hex"));
  });

  it.each<tsig.TSIGAlgorithmName>(["hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"])(
    "goes there and back with %s",
    (algorithm) => {
      const own = new tsig.TSIGKey({ name: "k", secret, algorithm, allowSHA1: true });
      const request = tsig.signTSIGRequest(query.encode(), own, NOW);
      const signer = tsig.verifyTSIGRequest(decode(request.bytes), new tsig.TSIGKeyring([own]), NOW);
      const reply = signer.sign(query.reply().encode({ reserveBytes: signer.byteLength }), NOW);
      expect(codeOf(() => request.verifier.verify(decode(reply), NOW))).toBe("none");
      expect(reply.length - query.reply().encode().length).toBe(signer.byteLength);
    },
  );

  it("verifies though a forwarder gave it another id", () => {
    const bytes = Buffer.from(signed());
    bytes.writeUInt16BE(9999, 0);
    expect(refusal(bytes)).toBe("none");
  });

  it("has to be there", () => {
    expect(refusal(query.encode())).toBe("TSIG_MISSING");
  });

  it("is refused with any bit changed", () => {
    const bytes = signed();
    fc.assert(
      fc.property(fc.integer({ min: 2, max: bytes.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ (1 << bit);
        // The case of the key's and algorithm's names isn't signed.
        const upper = changed.toString("latin1").toLowerCase() === bytes.toString("latin1").toLowerCase();
        if (!upper) expect(refusal(changed)).not.toBe("none");
      }),
      { numRuns: 1000 },
    );
  });

  it("is refused with BADKEY for a key that isn't known, or one of another algorithm", () => {
    expect(refusal(signed(), { ring: new tsig.TSIGKeyring() })).toBe("TSIG_BADKEY");
    const other = new tsig.TSIGKey({ name: key.name, secret, algorithm: "hmac-sha512" });
    expect(refusal(signed(), { ring: new tsig.TSIGKeyring([other]) })).toBe("TSIG_BADKEY");
  });

  it("is refused with BADSIG for another secret", () => {
    const other = new tsig.TSIGKey({ name: key.name, secret: Buffer.alloc(32, 1) });
    expect(refusal(signed(), { ring: new tsig.TSIGKeyring([other]) })).toBe("TSIG_BADSIG");
  });

  it.each([
    [300, "none"],
    [-300, "none"],
    [301, "TSIG_BADTIME"],
    [-301, "TSIG_BADTIME"],
  ])("that was made %d seconds ago: %s", (seconds, expected) => {
    expect(refusal(signed(), { nowMs: NOW + seconds * 1000 })).toBe(expected);
  });

  it("is refused with BADSIG before its time is looked at, so that the time can't be probed", () => {
    expect(refusal(withRecord(signed(), { timeSigned: 1 }))).toBe("TSIG_BADSIG");
  });

  it("has a MAC of neither more bytes than its hash, nor less than half or ten (CVE-2025-40775)", () => {
    const { mac } = tsigOf(decode(signed()))!.data;
    for (const bad of [Buffer.alloc(0), mac.subarray(0, 9), mac.subarray(0, 15), Buffer.concat([mac, mac])]) {
      expect(refusal(withRecord(signed(), { mac: bad }))).toBe("BAD_SIGNATURE_RECORD");
    }
  });

  it("may be cut short only where the key allows it", () => {
    const { mac } = tsigOf(decode(signed()))!.data;
    const cut = withRecord(signed(), { mac: mac.subarray(0, 16) });
    expect(refusal(cut)).toBe("TSIG_BADTRUNC");
    const lenient = new tsig.TSIGKey({ name: key.name, secret, macBytes: 16 });
    expect(refusal(cut, { ring: new tsig.TSIGKeyring([lenient]) })).toBe("none");
    expect(tsigOf(decode(tsig.signTSIGRequest(query.encode(), lenient, NOW).bytes))?.data.mac).toHaveLength(16);
  });

  it("is refused as malformed with another class or TTL", () => {
    const bytes = signed();
    const { signatureOffset } = decode(bytes);
    const classAt = signatureOffset + key.name.byteLength + 2;
    for (const at of [classAt + 1, classAt + 5]) {
      const changed = Buffer.from(bytes);
      changed[at] = 1;
      expect(refusal(changed)).toBe("BAD_SIGNATURE_RECORD");
    }
  });

  it("is refused as malformed with other data over its end", () => {
    const bytes = Buffer.from(signed());
    bytes.writeUInt16BE(7, bytes.length - 2);
    expect(refusal(bytes)).toBe("BAD_RDATA");
  });
});

describe("a response with TSIG", () => {
  const request = (): { signer: tsig.TSIGSigner; verifier: tsig.TSIGVerifier } => {
    const { bytes, verifier } = tsig.signTSIGRequest(query.encode(), key, NOW);
    return { verifier, signer: tsig.verifyTSIGRequest(decode(bytes), keys, NOW) };
  };

  it("is bound to its request", () => {
    const { signer } = request();
    const other = tsig.signTSIGRequest(query.encode(), key, NOW + 1000);
    const reply = signer.sign(query.reply().encode(), NOW);
    expect(codeOf(() => other.verifier.verify(decode(reply), NOW))).toBe("TSIG_BADSIG");
  });

  it("has to be signed", () => {
    const { verifier } = request();
    expect(codeOf(() => verifier.verify(decode(query.reply().encode()), NOW))).toBe("TSIG_MISSING");
    expect(verifier.isSettled).toBe(false);
  });

  it("has to be signed with the request's key", () => {
    const { verifier, signer } = request();
    const reply = signer.sign(query.reply().encode(), NOW);
    const renamed = withRecord(reply, {}, Name.fromText("other"));
    expect(codeOf(() => verifier.verify(decode(renamed), NOW))).toBe("TSIG_BADKEY");
  });

  it.each<[string, tsig.TSIGKeyring, number]>([
    ["TSIG_BADKEY", new tsig.TSIGKeyring(), NOW],
    ["TSIG_BADSIG", new tsig.TSIGKeyring([new tsig.TSIGKey({ name: key.name, secret: Buffer.alloc(8, 1) })]), NOW],
    ["TSIG_BADTIME", keys, NOW + 1_000_000],
    ["TSIG_BADTRUNC", keys, NOW],
  ])("that refuses with %s says so to the client", (code, ring, serverNow) => {
    const { bytes, verifier } = tsig.signTSIGRequest(query.encode(), key, NOW);
    const { mac } = tsigOf(decode(bytes))!.data;
    const received = code === "TSIG_BADTRUNC" ? withRecord(bytes, { mac: mac.subarray(0, 16) }) : bytes;
    let refused: Buffer | undefined;
    try {
      tsig.verifyTSIGRequest(decode(received), ring, serverNow);
    } catch (error) {
      if (!(error instanceof tsig.TSIGError)) throw error;
      expect(error.code).toBe(code);
      refused = tsig.refuseTSIG(query.reply({ rcode: Rcode.NOTAUTH }).encode(), error, serverNow);
    }
    const reply = decode(refused!);
    const { data } = tsigOf(reply)!;
    expect([reply.rcode, `TSIG_${{ 16: "BADSIG", 17: "BADKEY", 18: "BADTIME", 22: "BADTRUNC" }[data.error]!}`]).toEqual(
      [Rcode.NOTAUTH, code],
    );
    expect(data.mac.length).toBe(code === "TSIG_BADKEY" || code === "TSIG_BADSIG" ? 0 : 32);
    if (code === "TSIG_BADTIME") expect(data.otherData.readUIntBE(0, 6)).toBe(Math.floor(serverNow / 1000));
    // The MAC of a cut request can't be known to who sent it whole; all others are told.
    if (code !== "TSIG_BADTRUNC") expect(codeOf(() => verifier.verify(reply, NOW))).toBe(code);
  });

  it("adds nothing to a refusal where there was no TSIG", () => {
    const error = new tsig.TSIGError("none", "TSIG_MISSING");
    const reply = query.reply().encode();
    expect(tsig.refuseTSIG(reply, error, NOW)).toEqual(reply);
  });
});

describe("a stream with TSIG, such as a zone transfer", () => {
  const messages = (count: number): Buffer[] =>
    Array.from({ length: count }, (_, i) => {
      const data = { address: `192.0.2.${i % 256}` };
      return new Message({ id: 77, answer: [new ResourceRecord({ name: "a", type: A, ttl: 0, data })] }).encode();
    });

  function stream(count: number, signEvery: number): { sent: Buffer[]; verifier: tsig.TSIGVerifier } {
    const { bytes, verifier } = tsig.signTSIGRequest(query.encode(), key, NOW);
    const { mac } = tsigOf(decode(bytes))!.data;
    const signer = new tsig.TSIGSigner(key, { requestMAC: mac, signEvery });
    const sent = messages(count).map((each, i) => signer.signNext(each, NOW, i === count - 1));
    return { sent, verifier };
  }

  it.each([1, 2, 7, 99, 100])("verifies with each message signed of %d", (signEvery) => {
    const { sent, verifier } = stream(250, signEvery);
    for (const each of sent) verifier.verify(decode(each), NOW);
    expect(verifier.isSettled).toBe(true);
    expect(sent.filter((each) => decode(each).signature !== undefined).length).toBeLessThanOrEqual(2 + 250 / signEvery);
  });

  it.each<[string, (sent: Buffer[]) => Buffer[]]>([
    ["a message left out", (sent) => sent.toSpliced(3, 1)],
    ["a message twice", (sent) => sent.toSpliced(3, 0, sent[3]!)],
    ["two messages exchanged", (sent) => sent.toSpliced(3, 2, sent[4]!, sent[3]!)],
    ["a message added", (sent) => sent.toSpliced(3, 0, messages(1)[0]!)],
    ["a message changed", (sent) => sent.toSpliced(3, 1, messages(9)[8]!)],
  ])("doesn't verify with %s", (_, tamper) => {
    const { sent, verifier } = stream(21, 5);
    const verifyAll = (): void => {
      for (const each of tamper(sent)) verifier.verify(decode(each), NOW);
    };
    expect(codeOf(verifyAll)).toBe("TSIG_BADSIG");
  });

  it("isn't settled while messages at its end are unsigned", () => {
    const { sent, verifier } = stream(21, 5);
    for (const each of sent.slice(0, -1)) verifier.verify(decode(each), NOW);
    expect(verifier.isSettled).toBe(false);
  });

  it("may have 99 unsigned messages in a row and not 100", () => {
    const { sent, verifier } = stream(1, 1);
    verifier.verify(decode(sent[0]!), NOW);
    const unsigned = messages(100).map(decode);
    for (const each of unsigned.slice(0, 99)) verifier.verify(each, NOW);
    expect(codeOf(() => verifier.verify(unsigned[99]!, NOW))).toBe("TSIG_MISSING");
  });

  it("refuses a signEvery over 100", () => {
    for (const signEvery of [0, 101, 1.5]) expect(() => new tsig.TSIGSigner(key, { signEvery })).toThrow(RangeError);
  });
});

describe("TSIGKey", () => {
  it("takes its secret as base64 too, and never shows it", () => {
    const same = new tsig.TSIGKey({ name: key.name, secret: secret.toString("base64") });
    expect(same.mac([Buffer.from("x")])).toEqual(key.mac([Buffer.from("x")]));
    expect(JSON.stringify(key)).not.toContain(secret.toString("base64").slice(0, 8));
  });

  it("refuses SHA-1 unless it is allowed, an empty secret, an unknown MAC and one cut too short", () => {
    const make = (options: object): unknown => new tsig.TSIGKey({ name: "k", secret, ...options });
    expect(() => make({ algorithm: "hmac-sha1" })).toThrow(RangeError);
    expect(() => make({ secret: "" })).toThrow(RangeError);
    expect(() => make({ algorithm: "hmac-md5" })).toThrow(RangeError);
    expect(() => make({ macBytes: 15 })).toThrow(RangeError);
    expect(() => make({ macBytes: 33 })).toThrow(RangeError);
    expect(() => make({ algorithm: "toString" })).toThrow(RangeError);
  });
});

describe("the TSIG record", () => {
  it("has no presentation form to read, and one to look at", () => {
    const { data } = tsigOf(decode(fromDig))!;
    expect(TSIG.format(data)).toMatch(/^hmac-sha256\. 1795274040 300 \S{44} \d+ 0$/);
  });

  it("doesn't go onto a message that is full", () => {
    expect(() => new tsig.TSIGSigner(key).sign(Buffer.alloc(65_500), NOW)).toThrow(RangeError);
  });
});
