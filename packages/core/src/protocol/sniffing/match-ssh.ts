import { matchPrefix } from "./match-prefix.js";

/** Matches an SSH client's identification (RFC 4253 §4.2). A client that waits for the server's goes by `whenSilent`. */
export const matchSSH = matchPrefix("SSH-2.0-", "SSH-1.99-");
