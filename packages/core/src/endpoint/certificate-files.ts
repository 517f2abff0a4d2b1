import { createPrivateKey, X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import type { ReactorTime } from "../deferred/reactor-time.js";
import { Logger } from "../logging/logger.js";
import type { TLSCertificate, TLSCertificateSource } from "../transport/tls-options.js";
import { readPEMFile } from "./pem-file.js";

const log = new Logger("twist.core.tls");

/** How often, at most, a handshake looks whether the files have changed. */
const recheckMs = 1000;

/**
 * A key and a certificate in two PEM files, read again when they change, so that a renewed certificate is used without a
 * restart. Files that do not fit each other (a renewal is half written) leave the old pair in use, with a warning in the log.
 */
export class CertificateFiles implements TLSCertificateSource {
  readonly #keyFile: string;
  readonly #certFile: string;
  readonly #clock: ReactorTime;
  #current: TLSCertificate;
  #stamp: string;
  #checkedAt: number;

  /** @throws {Error} where a file can't be read, or the key does not belong to the certificate. */
  constructor(keyFile: string, certFile: string, clock: ReactorTime) {
    this.#keyFile = keyFile;
    this.#certFile = certFile;
    this.#clock = clock;
    this.#stamp = this.#readStamp();
    this.#current = this.#load();
    this.#checkedAt = clock.now();
  }

  certificateFor(): TLSCertificate {
    const now = this.#clock.now();
    if (now - this.#checkedAt >= recheckMs) {
      this.#checkedAt = now;
      this.#reloadIfChanged();
    }
    return this.#current;
  }

  #reloadIfChanged(): void {
    const stamp = this.#readStamp();
    if (stamp === this.#stamp) return;
    try {
      this.#current = this.#load();
      this.#stamp = stamp;
      log.info("Certificate files changed; new connections use the new certificate", { file: this.#certFile });
    } catch (error) {
      log.warn("Certificate files changed, but do not make a usable pair; the old certificate stays in use", {
        file: this.#certFile,
        error,
      });
    }
  }

  #load(): TLSCertificate {
    const key = readPEMFile(this.#keyFile);
    const cert = readPEMFile(this.#certFile);
    let fits: boolean;
    try {
      fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    } catch (error) {
      throw new Error(`"${this.#keyFile}" and "${this.#certFile}" are not an unlocked private key and a certificate.`, {
        cause: error,
      });
    }
    if (!fits)
      throw new Error(`The key in "${this.#keyFile}" does not belong to the certificate in "${this.#certFile}".`);
    return { key, cert };
  }

  #readStamp(): string {
    return [this.#keyFile, this.#certFile].map(fileStamp).join(" ");
  }
}

function fileStamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "-" : [stats.ino, stats.size, stats.mtimeMs].join("/");
}
