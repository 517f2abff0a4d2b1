import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { PeerCertificate, TLSInfo } from "../../transport/tls-options.js";

/** Node takes no context for an answer; its types don't say so. */
interface KeyExporter {
  exportKeyingMaterial(length: number, label: string, context?: Buffer): Buffer;
}

/** What a TLS handshake agreed on. The certificates, which cost something to unpack, only where somebody asks for them. */
export class NodeTLSInfo implements TLSInfo {
  readonly version: string;
  readonly cipher: string;
  readonly alpnProtocol: string | undefined;
  readonly serverName: string | undefined;
  readonly #socket: TLSSocket;
  #peerCertificate: PeerCertificate | undefined = undefined;
  #ownCertificate: Buffer | undefined = undefined;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    this.version = socket.getProtocol() ?? "";
    this.cipher = socket.getCipher().standardName;
    this.alpnProtocol = socket.alpnProtocol === false ? undefined : (socket.alpnProtocol ?? undefined);
    const { servername } = socket as { servername?: unknown };
    this.serverName = typeof servername === "string" && servername !== "" ? servername : undefined;
  }

  get authorized(): boolean {
    return this.#socket.authorized;
  }

  get peerCertificate(): PeerCertificate | undefined {
    if (this.#peerCertificate === undefined) {
      const certificate = this.#socket.getPeerX509Certificate();
      if (certificate !== undefined) this.#peerCertificate = describeCertificate(certificate);
    }
    return this.#peerCertificate;
  }

  get ownCertificate(): Buffer | undefined {
    return (this.#ownCertificate ??= this.#socket.getX509Certificate()?.raw);
  }

  exportKeyingMaterial(length: number, label: string, context?: Uint8Array): Buffer {
    // RFC 8446 §7.5: in TLS 1.3 no context and an empty one are the same; in TLS 1.2 (RFC 5705 §4) they are not.
    const exporter: KeyExporter = this.#socket;
    return exporter.exportKeyingMaterial(length, label, context === undefined ? undefined : Buffer.from(context));
  }
}

/** A certificate as a protocol sees it. */
export function describeCertificate(certificate: X509Certificate): PeerCertificate {
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    subjectAltNames: splitNames(certificate.subjectAltName),
    raw: certificate.raw,
    fingerprint256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** Node gives one attribute a line, the most general first; RFC 4514 wants them the other way round, with commas. */
function distinguishedName(lines: string | undefined): string {
  return lines === undefined ? "" : lines.split("\n").reverse().join(",");
}

/** Node joins the names with `, ` and puts one that could be mistaken for several into a JSON string. */
function splitNames(text: string | undefined): string[] {
  const names: string[] = [];
  for (const match of (text ?? "").matchAll(/([^:,\s][^:,]*:)("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    const [, kind = "", value = ""] = match;
    names.push(kind + (value.startsWith('"') ? (JSON.parse(value) as string) : value));
  }
  return names;
}
