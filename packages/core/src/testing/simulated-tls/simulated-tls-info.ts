import { createHash, hkdfSync } from "node:crypto";

import type { PeerCertificate, TLSInfo } from "../../transport/tls-options.js";

/** What a simulated handshake agreed on. Both ends export the same keying material, as they should, and it is no secret. */
export class SimulatedTLSInfo implements TLSInfo {
  readonly version = "TLSv1.3";
  readonly cipher = "TLS_SIMULATED";
  readonly alpnProtocol: string | undefined;
  readonly serverName: string | undefined;
  readonly peerCertificate: PeerCertificate | undefined;
  readonly ownCertificate: Buffer | undefined;
  readonly authorized: boolean;
  readonly #secret: Buffer;

  /** @param randoms What both ends drew, the client's first. */
  constructor(agreed: Omit<TLSInfo, "version" | "cipher" | "exportKeyingMaterial">, randoms: Buffer) {
    this.alpnProtocol = agreed.alpnProtocol;
    this.serverName = agreed.serverName;
    this.peerCertificate = agreed.peerCertificate;
    this.ownCertificate = agreed.ownCertificate;
    this.authorized = agreed.authorized;
    this.#secret = createHash("sha256").update(randoms).digest();
  }

  exportKeyingMaterial(length: number, label: string, context: Uint8Array = Buffer.alloc(0)): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#secret, context, label, length));
  }
}
