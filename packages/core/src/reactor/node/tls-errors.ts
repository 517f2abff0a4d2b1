import { TLSHandshakeError } from "../../transport/connection-errors.js";
import type { StartTLSOptions } from "../../transport/tls-options.js";
import { errorCode } from "./error-code.js";

/** What went wrong and what to do about it, by the code of the error that OpenSSL or Node gives. */
const explanations: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The peer's certificate is self-signed. If it is to be trusted, give that certificate as `ca`.",
  SELF_SIGNED_CERT_IN_CHAIN:
    "The peer's certificate comes from an authority that is not trusted here. If it is to be trusted, give its certificate as `ca`.",
  UNABLE_TO_GET_ISSUER_CERT:
    "The peer's certificate comes from an authority that is not known here. Give that authority's certificate as `ca`.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The peer's certificate comes from an authority that is not known here. Give that authority's certificate as `ca`, or let the peer send its intermediate certificates.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The peer's certificate comes from an authority that is not known here. Give that authority's certificate as `ca`, or let the peer send its intermediate certificates.",
  CERT_HAS_EXPIRED: "The peer's certificate has expired. It has to be renewed there; also check the clock here.",
  CERT_NOT_YET_VALID: "The peer's certificate is not valid yet. Check the clocks on both sides.",
  CERT_REVOKED: "The peer's certificate has been revoked.",
  INVALID_PURPOSE: "The peer's certificate is not meant for this end of a TLS connection.",
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: "The client showed no certificate, and one is required.",
  ERR_SSL_NO_APPLICATION_PROTOCOL: "The client speaks none of the protocols that are offered here (ALPN).",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
    "The server speaks none of the protocols that were offered to it (ALPN).",
  ERR_SSL_NO_SHARED_CIPHER:
    "The two sides have no cipher suite in common, or there is no certificate for a client that names no server.",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    "The peer refused the handshake: it has no certificate for that name, or no cipher suite in common.",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "The peer does not trust the authority that vouches for this side's certificate.",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "The peer requires a certificate of this side.",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "The two sides have no version of TLS in common.",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "The two sides have no version of TLS in common.",
  ERR_SSL_WRONG_VERSION_NUMBER: "The peer does not speak TLS on this port.",
  ERR_SSL_HTTP_REQUEST: "The client speaks HTTP without TLS.",
  ECONNRESET: "The peer closed the connection during the TLS handshake.",
};

/**
 * The error to fail with for what ended a handshake: `error`, or `undefined` where the peer just went away. `cause` keeps what Node or OpenSSL said.
 */
export function explainTLSFailure(error: Error | undefined, options: StartTLSOptions): TLSHandshakeError {
  if (error instanceof TLSHandshakeError) return error;
  if (error === undefined) return new TLSHandshakeError("The peer closed the connection during the TLS handshake.");
  return new TLSHandshakeError(explain(error, options), { cause: error });
}

function explain(error: Error, options: StartTLSOptions): string {
  const code = errorCode(error);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `The server's certificate is for another name: ${error.message}. Connect by a name that it vouches for, or give that as \`serverName\`.`;
  }
  if (code === "ERR_SSL_NO_APPLICATION_PROTOCOL" || code === "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL") {
    return `${explanations[code] ?? ""} This side offers ${(options.alpnProtocols ?? []).join(", ")}.`;
  }
  // OpenSSL's messages name its source files; its `reason` is what people can use.
  const reason = "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
  return explanations[code] ?? `The TLS handshake failed: ${reason}${code === "" ? "" : ` (${code})`}.`;
}

/** There is no certificate for the name that a client asks for, or the source that should know failed. */
export function refusedByCertificateSource(serverName: string | undefined, cause?: unknown): TLSHandshakeError {
  const asked = serverName === undefined ? "a client that names no server" : JSON.stringify(serverName);
  return cause === undefined
    ? new TLSHandshakeError(`There is no certificate for ${asked}.`)
    : new TLSHandshakeError(`The certificate for ${asked} could not be used.`, { cause });
}
