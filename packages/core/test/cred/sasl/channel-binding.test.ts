import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { channelBindingsOf } from "../../../src/cred/sasl/channel-binding.js";
import { signatureHash } from "../../../src/cred/sasl/signature-hash.js";
import type { TLSInfo } from "../../../src/transport/tls-options.js";

/** The outline of a certificate with a signature algorithm. */
function certificateWith(oid: string, bodyLength = 300): Buffer {
  const element = (tag: number, content: Buffer): Buffer => {
    const { length } = content;
    const size = length < 128 ? [length] : [0x82, length >> 8, length & 255];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
  };
  const body = element(0x30, Buffer.alloc(bodyLength));
  const algorithm = element(0x30, element(0x06, Buffer.from(oid, "hex")));
  return element(0x30, Buffer.concat([body, algorithm]));
}

describe("a channel binding", () => {
  it.each([
    ["sha256WithRSAEncryption", "2a864886f70d01010b", "sha256"],
    ["sha384WithRSAEncryption", "2a864886f70d01010c", "sha384"],
    ["ecdsa-with-SHA512", "2a8648ce3d040304", "sha512"],
    ["sha1WithRSAEncryption", "2a864886f70d010105", "sha256"],
    ["Ed25519", "2b6570", undefined],
  ])("hashes a certificate signed with %s as RFC 5929 says", (_name, oid, expected) => {
    expect(signatureHash(certificateWith(oid))).toBe(expected);
    expect(signatureHash(certificateWith(oid, 20))).toBe(expected);
  });

  it("finds no hash in any bytes that are no certificate", () => {
    const whole = certificateWith("2a864886f70d01010b");
    for (let end = 0; end < whole.length; end += 1) expect(signatureHash(whole.subarray(0, end))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void signatureHash(bytes)));
  });

  it("is the same seen from both ends, and tls-exporter is for TLS 1.3", () => {
    const raw = certificateWith("2a864886f70d01010b");
    const common = {
      cipher: "",
      alpnProtocol: undefined,
      serverName: undefined,
      authorized: true,
      exportKeyingMaterial: (length: number, label: string) => Buffer.alloc(length, label),
    };
    const server: TLSInfo = { ...common, version: "TLSv1.3", peerCertificate: undefined, ownCertificate: raw };
    const seen = { subject: "", issuer: "", subjectAltNames: [], raw, fingerprint256: "" };
    const client: TLSInfo = { ...common, version: "TLSv1.3", peerCertificate: seen, ownCertificate: undefined };
    expect(channelBindingsOf(server, "server")).toEqual(channelBindingsOf(client, "client"));
    expect(channelBindingsOf(server, "server")).toEqual({
      "tls-exporter": Buffer.alloc(32, "EXPORTER-Channel-Binding"),
      "tls-server-end-point": createHash("sha256").update(raw).digest(),
    });
    expect(Object.keys(channelBindingsOf({ ...server, version: "TLSv1.2" }, "server"))).toEqual([
      "tls-server-end-point",
    ]);
    expect(channelBindingsOf(undefined, "server")).toEqual({});
  });
});
