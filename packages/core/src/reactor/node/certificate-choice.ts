import type { TLSCertificate, TLSCertificateSource } from "../../transport/tls-options.js";

/** The certificate to show to a client that asks for `serverName`. */
export function certificateFor(
  choice: TLSCertificate | TLSCertificateSource,
  serverName: string | undefined,
): TLSCertificate | undefined {
  return "certificateFor" in choice ? choice.certificateFor(serverName) : choice;
}
