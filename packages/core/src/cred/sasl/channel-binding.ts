/**
 * What ties a login to the TLS connection that it runs on (RFC 5056), so that it can't be passed on through another one by
 * somebody in between: `tls-exporter` (RFC 9266) and `tls-server-end-point` (RFC 5929 §4).
 */

import { createHash } from "node:crypto";
import type { TLSInfo } from "../../transport/tls-options.js";
import { signatureHash } from "./signature-hash.js";

/** The kinds of binding that we know, the best first. */
export const channelBindingTypes = ["tls-exporter", "tls-server-end-point"] as const;

/** A kind of binding. */
export type ChannelBindingType = (typeof channelBindingTypes)[number];

/** The binding data of a connection, by kind. Empty without TLS. */
export type ChannelBindings = Readonly<Partial<Record<ChannelBindingType, Uint8Array>>>;

/** Whether `name` is a kind of binding that we know. */
export function isChannelBindingType(name: string): name is ChannelBindingType {
  return (channelBindingTypes as readonly string[]).includes(name);
}

/**
 * The bindings of a connection, as seen from the end that is `role`. `tls-exporter` is given for TLS 1.3 only: before, it is unique
 * only with an extension that Node doesn't tell of (RFC 9266 §4.2).
 */
export function channelBindingsOf(tls: TLSInfo | undefined, role: "server" | "client"): ChannelBindings {
  if (tls === undefined) return {};
  const certificate = role === "server" ? tls.ownCertificate : tls.peerCertificate?.raw;
  const hash = certificate === undefined ? undefined : signatureHash(certificate);
  return {
    ...(tls.version === "TLSv1.3" && {
      "tls-exporter": tls.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0)),
    }),
    ...(certificate !== undefined &&
      hash !== undefined && { "tls-server-end-point": createHash(hash).update(certificate).digest() }),
  };
}
