import { anonymous } from "./anonymous.js";
import { cramMD5 } from "./cram-md5.js";
import { external } from "./external.js";
import { login } from "./login.js";
import type { Mechanism } from "./mechanism.js";
import { oauthbearer } from "./oauthbearer.js";
import { plain } from "./plain.js";
import { scram } from "./scram.js";
import { xoauth2 } from "./xoauth2.js";

/**
 * All mechanisms, the strongest first: servers list them so, clients choose so. A new one is a file and a line here.
 */
export const saslMechanisms: readonly Mechanism[] = [
  external,
  scram("sha512", { plus: true }),
  scram("sha256", { plus: true }),
  scram("sha1", { plus: true }),
  scram("sha512", { plus: false }),
  scram("sha256", { plus: false }),
  scram("sha1", { plus: false }),
  oauthbearer,
  xoauth2,
  cramMD5,
  plain,
  login,
  anonymous,
];
