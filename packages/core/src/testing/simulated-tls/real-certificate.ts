import { createPrivateKey, type X509Certificate } from "node:crypto";

import { describeCertificate } from "../../reactor/node/tls-info.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { CheckableCertificate } from "./checkable-certificate.js";

/** A real X.509 certificate, for programs that bring their own files: its signature, names and dates are checked, as Node can. */
export class RealCertificate implements CheckableCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectAltNames: readonly string[];
  readonly raw: Buffer;
  readonly fingerprint256: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly #certificate: X509Certificate;

  constructor(certificate: X509Certificate) {
    const described = describeCertificate(certificate);
    this.#certificate = certificate;
    this.subject = described.subject;
    this.issuer = described.issuer;
    this.subjectAltNames = described.subjectAltNames;
    this.raw = described.raw;
    this.fingerprint256 = described.fingerprint256;
    this.notBefore = readDate(certificate.validFrom);
    this.notAfter = readDate(certificate.validTo);
  }

  isIssuedBy(issuer: CheckableCertificate): boolean {
    if (!(issuer instanceof RealCertificate)) return false;
    const authority = issuer.#certificate;
    return this.#certificate.checkIssued(authority) && this.#certificate.verify(authority.publicKey);
  }

  vouchesFor(name: string): boolean {
    const found = isIPv4(name) || isIPv6(name) ? this.#certificate.checkIP(name) : this.#certificate.checkHost(name);
    return found !== undefined;
  }

  belongsTo(key: string, passphrase: string | undefined): boolean {
    return this.#certificate.checkPrivateKey(
      createPrivateKey(passphrase === undefined ? { key } : { key, passphrase }),
    );
  }
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** Milliseconds since 1970 of what OpenSSL prints: `Nov 21 10:00:00 2026 GMT`. Nobody here asks the real clock for anything. */
function readDate(text: string): number {
  const [month = "", day = "", time = "", year = ""] = text.split(/\s+/);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const midnight = daysSince1970(Number(year), months.indexOf(month) / 3 + 1, Number(day)) * 86_400_000;
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** Days of the Gregorian calendar: years are counted from March, so that the leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    marchYear * 365 +
    Math.floor(marchYear / 4) -
    Math.floor(marchYear / 100) +
    Math.floor(marchYear / 400) +
    dayOfYear -
    719_468
  );
}
