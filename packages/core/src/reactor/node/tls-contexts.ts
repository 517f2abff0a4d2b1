/**
 * OpenSSL's contexts, which are costly to make (a key is parsed, the authorities are loaded) and cheap to share. They are
 * kept for as long as the certificate object they were made from: another object, another context. That is all that
 * reloading a certificate takes. A context also holds the keys of its session tickets, so a client resumes its session
 * only while the certificate is the same.
 */

import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { PEM, TLSCertificate, TLSClientOptions, TLSServerOptions } from "../../transport/tls-options.js";

/** What besides the certificate goes into a context. */
interface ContextKey {
  readonly role: "server" | "client";
  readonly ca: PEM | readonly PEM[] | undefined;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly clientCertificate: string;
}

interface CachedContext extends ContextKey {
  readonly context: SecureContext;
}

const byCertificate = new WeakMap<TLSCertificate, CachedContext[]>();
/** Of clients and servers that have no certificate. */
const withoutCertificate: CachedContext[] = [];
const maxContextsPerCertificate = 16;

/** The context for a server that shows `certificate`. */
export function serverContext(certificate: TLSCertificate | undefined, options: TLSServerOptions): SecureContext {
  return contextFor(certificate, {
    role: "server",
    ca: options.ca,
    minVersion: options.minVersion ?? "TLSv1.2",
    clientCertificate: options.clientCertificate ?? "none",
  });
}

/** The context for a client. */
export function clientContext(options: TLSClientOptions): SecureContext {
  return contextFor(options.certificate, {
    role: "client",
    ca: options.ca,
    minVersion: options.minVersion ?? "TLSv1.2",
    clientCertificate: "none",
  });
}

function contextFor(certificate: TLSCertificate | undefined, key: ContextKey): SecureContext {
  const cache = certificate === undefined ? withoutCertificate : cacheOf(certificate);
  for (const cached of cache) {
    if (
      cached.role === key.role &&
      cached.ca === key.ca &&
      cached.minVersion === key.minVersion &&
      cached.clientCertificate === key.clientCertificate
    ) {
      return cached.context;
    }
  }
  const context = createSecureContext(contextOptions(certificate, key));
  if (cache.length >= maxContextsPerCertificate) cache.shift();
  cache.push({ ...key, context });
  return context;
}

function cacheOf(certificate: TLSCertificate): CachedContext[] {
  let cache = byCertificate.get(certificate);
  if (cache === undefined) {
    cache = [];
    byCertificate.set(certificate, cache);
  }
  return cache;
}

function contextOptions(certificate: TLSCertificate | undefined, key: ContextKey): SecureContextOptions {
  const { ca } = key;
  return {
    minVersion: key.minVersion,
    ...(ca === undefined ? {} : { ca: isPEM(ca) ? toNode(ca) : ca.map(toNode) }),
    // Without one OpenSSL fails to resume sessions of clients that showed a certificate.
    ...(key.role === "server" ? { sessionIdContext: `twist ${key.clientCertificate}` } : {}),
    ...(certificate === undefined ? {} : { key: toNode(certificate.key), cert: toNode(certificate.cert) }),
    ...(certificate?.passphrase === undefined ? {} : { passphrase: certificate.passphrase }),
  };
}

function isPEM(ca: PEM | readonly PEM[]): ca is PEM {
  return typeof ca === "string" || ArrayBuffer.isView(ca);
}

function toNode(pem: PEM): string | Buffer {
  return typeof pem === "string" ? pem : Buffer.from(pem.buffer, pem.byteOffset, pem.byteLength);
}
