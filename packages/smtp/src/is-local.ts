import type { Transport } from "@twist/core";

/** 127.0.0.0/8 (RFC 1122 §3.2.1.3), also as an IPv6 socket shows it, and ::1. */
const loopback = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i;

/** Whether nobody but this machine can listen: loopback, a UNIX socket, a pipe, memory. */
export function isLocal({ peer }: Pick<Transport, "peer">): boolean {
  return peer.type === "tcp" || peer.type === "udp" ? loopback.test(peer.host) : true;
}
