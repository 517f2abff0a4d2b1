import { X509Certificate } from "node:crypto";

import type { PEM, TLSCertificate } from "../../transport/tls-options.js";
import type { CheckableCertificate } from "./checkable-certificate.js";
import { RealCertificate } from "./real-certificate.js";
import { certificateLabel, decodePEM, SimulatedCertificate, type CertificateFields } from "./simulated-certificate.js";
import type { AlertName } from "./tls-alert.js";

const block = /-----BEGIN ([A-Z ]*CERTIFICATE)-----([^-]*)-----END \1-----/g;
const longestChain = 10;

/** The text of PEM. */
export function pemText(pem: PEM): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
}

/** All certificates in `pem`, simulated or real. */
export function readCertificates(pem: PEM | readonly PEM[] | undefined): CheckableCertificate[] {
  if (pem === undefined) return [];
  if (typeof pem !== "string" && !(pem instanceof Uint8Array)) return pem.flatMap((each) => readCertificates(each));
  return Array.from(pemText(pem).matchAll(block), ([whole, label, body = ""]) =>
    label === certificateLabel
      ? new SimulatedCertificate(decodePEM(body) as CertificateFields)
      : new RealCertificate(new X509Certificate(whole)),
  );
}

/**
 * What may be shown with `certificate`.
 * @throws {TypeError} where there is no certificate in it, or the key is another one's.
 */
export function readOwnChain(certificate: TLSCertificate): CheckableCertificate[] {
  const chain = readCertificates(certificate.cert);
  const [own] = chain;
  if (own === undefined) throw new TypeError("There is no certificate in `cert`.");
  if (!own.belongsTo(pemText(certificate.key), certificate.passphrase))
    throw new TypeError("The key does not belong to the certificate.");
  return chain;
}

/** What is wrong with a chain. */
export interface ChainProblem {
  readonly alert: AlertName;
  readonly message: string;
}

/** Checks dates and signatures from the first of `chain` up to one of `authorities`. @returns `undefined` where all is well. */
export function checkChain(
  chain: readonly CheckableCertificate[],
  authorities: readonly CheckableCertificate[],
  wallTime: number,
): ChainProblem | undefined {
  let certificate = chain[0];
  for (let step = 0; certificate !== undefined && step < longestChain; step += 1) {
    const current: CheckableCertificate = certificate;
    if (wallTime < current.notBefore)
      return {
        alert: "certificate_expired",
        message: "The peer's certificate is not valid yet. Check the clocks on both sides.",
      };
    if (wallTime > current.notAfter) {
      return {
        alert: "certificate_expired",
        message: "The peer's certificate has expired. It has to be renewed there; also check the clock here.",
      };
    }
    if (authorities.some((authority) => authority.raw.equals(current.raw) || current.isIssuedBy(authority)))
      return undefined;
    certificate = chain.find((other) => other !== current && current.isIssuedBy(other));
  }
  const message =
    "The peer's certificate comes from an authority that is not trusted here. If it is to be trusted, give its certificate as `ca`.";
  return { alert: "unknown_ca", message };
}
