import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import * as tsig from "../../src/tsig/index.js";
import { DNSError } from "../../src/wire/dns-error.js";
import { Message } from "../../src/wire/message.js";

const NOW = 1_795_274_040_000;
const query = Message.query("www.example.com", A.code, { id: 77 });
const pairs = new Map<tsig.SIG0AlgorithmNumber, { privateKey: KeyObject; publicKey: KeyObject }>([
  [8, generateKeyPairSync("rsa", { modulusLength: 2048 })],
  [10, generateKeyPairSync("rsa", { modulusLength: 2048 })],
  [13, generateKeyPairSync("ec", { namedCurve: "P-256" })],
  [14, generateKeyPairSync("ec", { namedCurve: "P-384" })],
  [15, generateKeyPairSync("ed25519")],
  [16, generateKeyPairSync("ed448")],
]);

function key(algorithm: tsig.SIG0AlgorithmNumber, half: "privateKey" | "publicKey"): tsig.SIG0Key {
  return new tsig.SIG0Key({ name: "host.example", algorithm, keyTag: 4711, key: pairs.get(algorithm)![half] });
}

function refusal(bytes: Buffer, options: { key?: tsig.SIG0Key; nowMs?: number; request?: Buffer } = {}): string {
  const { request, nowMs = NOW } = options;
  try {
    tsig.verifySIG0(Message.decode(bytes), options.key ?? key(15, "publicKey"), { nowMs, request });
  } catch (error) {
    if (error instanceof DNSError) return error.code;
    throw error;
  }
  return "none";
}

describe("SIG(0)", () => {
  it.each([...pairs.keys()])("signs and verifies with algorithm %d", (algorithm) => {
    const bytes = tsig.signSIG0(query.encode(), key(algorithm, "privateKey"), { nowMs: NOW });
    expect(refusal(bytes, { key: key(algorithm, "publicKey") })).toBe("none");
    const signer = tsig.sig0SignerOf(Message.decode(bytes));
    expect([signer?.signerName.toString(), signer?.keyTag, signer?.algorithm]).toEqual([
      "host.example.",
      4711,
      algorithm,
    ]);
  });

  it("signs what RFC 2931 §3.1 says: its RDATA, then the message without it", () => {
    // Ed25519 signs the same bytes the same way, so that the whole message is a vector (the key is RFC 8032's first).
    const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex");
    const own = new tsig.SIG0Key({
      name: "k",
      algorithm: 15,
      keyTag: 1,
      key: createPrivateKey({ key: der, format: "der", type: "pkcs8" }),
    });
    const bytes = tsig.signSIG0(new Message({ id: 1 }).encode(), own, { nowMs: 1_000_000, validityMs: 1000 });
    const record = Message.decode(bytes).signature!.readAs(tsig.SIG);
    expect(bytes.subarray(0, 44).toString("hex")).toBe(
      "000100000000000000000001" + "00001800ff000000000055" + "00000f0000000000000003e9000003e70001" + "016b00",
    );
    expect(record.signature).toHaveLength(64);
    expect(bytes).toHaveLength(44 + 64);
  });

  it("is refused with any byte changed, but for its record's own class and TTL, which aren't signed", () => {
    const bytes = tsig.signSIG0(query.encode(), key(15, "privateKey"), { nowMs: NOW });
    const { signatureOffset } = Message.decode(bytes);
    for (let at = 0; at < bytes.length; at++) {
      if (at >= signatureOffset + 3 && at < signatureOffset + 9) continue;
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      expect(refusal(changed)).not.toBe("none");
    }
  });

  it("of a response is bound to the request", () => {
    const request = tsig.signSIG0(query.encode(), key(15, "privateKey"), { nowMs: NOW });
    const bytes = tsig.signSIG0(query.reply().encode(), key(15, "privateKey"), { nowMs: NOW, request });
    expect(refusal(bytes, { request })).toBe("none");
    expect(refusal(bytes)).toBe("SIG0_BADSIG");
    expect(refusal(bytes, { request: request.subarray(1) })).toBe("SIG0_BADSIG");
  });

  it.each([
    [300, "none"],
    [-300, "none"],
    [301, "SIG0_BADTIME"],
    [-301, "SIG0_BADTIME"],
  ])("is looked at %d seconds later: %s", (seconds, expected) => {
    const bytes = tsig.signSIG0(query.encode(), key(15, "privateKey"), { nowMs: NOW });
    expect(refusal(bytes, { nowMs: NOW + seconds * 1000 })).toBe(expected);
  });

  it("is valid across the turn of the 32-bit clock", () => {
    const turn = 2 ** 32 * 1000;
    const bytes = tsig.signSIG0(query.encode(), key(15, "privateKey"), { nowMs: turn });
    expect(refusal(bytes, { nowMs: turn - 1000 })).toBe("none");
    expect(refusal(bytes, { nowMs: turn + 1000 })).toBe("none");
    expect(refusal(bytes, { nowMs: turn + 400_000 })).toBe("SIG0_BADTIME");
  });

  it("is refused where it is missing or another key's", () => {
    expect(refusal(query.encode())).toBe("SIG0_MISSING");
    const bytes = tsig.signSIG0(query.encode(), key(13, "privateKey"), { nowMs: NOW });
    expect(refusal(bytes)).toBe("SIG0_BADKEY");
    expect(tsig.sig0SignerOf(query)).toBeUndefined();
  });

  it("refuses keys that aren't ones for the algorithm", () => {
    const make = (algorithm: number, of: tsig.SIG0AlgorithmNumber, keyTag = 0): unknown =>
      new tsig.SIG0Key({ name: "k", algorithm: algorithm as 8, keyTag, key: pairs.get(of)!.publicKey });
    expect(() => make(13, 14)).toThrow(RangeError);
    expect(() => make(8, 15)).toThrow(RangeError);
    expect(() => make(5, 8)).toThrow(RangeError);
    expect(() => make(15, 15, 65_536)).toThrow(RangeError);
  });
});
