/**
 * Whether what a client has sent is the beginning of a protocol. A matcher is given all the bytes that have come so far, at least
 * one; it answers `"more"` while it can't know. Once it has said `"yes"` or `"no"` of some bytes, it must say the same of those and
 * any more, so that the answer doesn't depend on how the network cuts them.
 */
export type Matcher = (bytes: Buffer) => "yes" | "no" | "more";
