/** The alerts of TLS (RFC 8446 §6) that the simulation sends, and what each means to whoever gets it. */
export const alerts = {
  close_notify: { code: 0, meaning: "The peer closed the connection." },
  unexpected_message: { code: 10, meaning: "The peer got something that it did not expect." },
  handshake_failure: { code: 40, meaning: "The peer has no certificate for this connection." },
  bad_certificate: { code: 42, meaning: "The peer does not accept the certificate: it is for another name." },
  certificate_expired: { code: 45, meaning: "The peer does not accept the certificate: it is not valid now." },
  unknown_ca: { code: 48, meaning: "The peer does not trust the authority that issued the certificate." },
  unrecognized_name: { code: 112, meaning: "The peer has no certificate for the name that was asked for." },
  certificate_required: { code: 116, meaning: "The peer requires a client certificate." },
  no_application_protocol: { code: 120, meaning: "The peer speaks none of the protocols that were offered (ALPN)." },
} as const;

export type AlertName = keyof typeof alerts;

/** The alert's two bytes. */
export function encodeAlert(name: AlertName): Buffer {
  return Buffer.from([name === "close_notify" ? 1 : 2, alerts[name].code]);
}

/** The name of the alert that `payload` is. An unknown one is taken for a handshake_failure. */
export function decodeAlert(payload: Buffer): AlertName {
  for (const [name, { code }] of Object.entries(alerts)) if (code === payload[1]) return name as AlertName;
  return "handshake_failure";
}
