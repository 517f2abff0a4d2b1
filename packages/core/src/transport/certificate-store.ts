import type { TLSCertificate, TLSCertificateSource } from "./tls-options.js";

/**
 * Certificates by the names that they are for. Change it at any time: each handshake looks here, so a certificate that is
 * replaced is shown from the next handshake on, without a restart.
 *
 *     const certificates = new CertificateStore({ key, cert })
 *       .add(["example.org", "*.example.org"], exampleOrg);
 *     serverFromString(…) or reactor.listenTLS(443, factory, { certificate: certificates });
 */
export class CertificateStore implements TLSCertificateSource {
  readonly #exact = new Map<string, TLSCertificate>();
  /** By what stands after the `*.`. */
  readonly #wildcards = new Map<string, TLSCertificate>();
  #fallback: TLSCertificate | undefined;

  /** @param fallback Shown to clients that name no server, or one that has no certificate here. @default they are refused */
  constructor(fallback?: TLSCertificate) {
    this.#fallback = fallback;
  }

  /**
   * Shows `certificate` to clients that ask for one of `names`, in place of what was there for them. `*.example.org` stands for
   * every name of exactly one more label (RFC 6125 §6.4.3); an exact name goes before it.
   * @throws {TypeError} where a name is not a host name, or has a `*` in another place.
   */
  add(names: string | readonly string[], certificate: TLSCertificate): this {
    const keys = (typeof names === "string" ? [names] : names).map(normalise);
    for (const key of keys) {
      if (key.startsWith("*.")) this.#wildcards.set(key.slice(2), certificate);
      else this.#exact.set(key, certificate);
    }
    return this;
  }

  /** Forgets what is there for `names`. */
  delete(names: string | readonly string[]): this {
    for (const name of typeof names === "string" ? [names] : names) {
      const key = normalise(name);
      if (key.startsWith("*.")) this.#wildcards.delete(key.slice(2));
      else this.#exact.delete(key);
    }
    return this;
  }

  /** What clients are shown from now on that name no server, or one that has no certificate here; `undefined` refuses them. */
  setFallback(certificate: TLSCertificate | undefined): this {
    this.#fallback = certificate;
    return this;
  }

  certificateFor(serverName: string | undefined): TLSCertificate | undefined {
    if (serverName === undefined) return this.#fallback;
    const key = withoutFinalDot(serverName.toLowerCase());
    const parentAt = key.indexOf(".") + 1;
    return (
      this.#exact.get(key) ?? (parentAt > 1 ? this.#wildcards.get(key.slice(parentAt)) : undefined) ?? this.#fallback
    );
  }
}

const namePattern = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;

function normalise(name: string): string {
  const key = withoutFinalDot(name.toLowerCase());
  if (key.length > 253 || !namePattern.test(key) || key.includes("..")) {
    throw new TypeError(
      `"${name}" is not a host name. Write names in ASCII (punycode), with a "*." at most at the start.`,
    );
  }
  return key;
}

function withoutFinalDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
