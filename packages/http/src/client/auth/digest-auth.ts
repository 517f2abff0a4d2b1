import { randomBytes } from "node:crypto";
import { type DigestAlgorithm, digestAlgorithm, digestResponse } from "../../digest/digest-response.js";
import { parseList } from "../../wire/list.js";
import { parseParameterized } from "../../wire/parameters.js";
import { quotedString } from "../../wire/quoted-string.js";
import type { ClientResponse } from "../client-response.js";
import type { AuthorizedRequest, Authenticator } from "./authenticator.js";
import type { UserCredentials } from "./basic-auth.js";
import { type Challenge, parseChallenges } from "./parse-challenges.js";

/** What `DigestAuth` takes besides the credentials. */
export interface DigestAuthOptions {
  /** Makes a client nonce; for tests. @default 16 random bytes, base64url */
  readonly makeNonce?: () => string;
}

/** A challenge that is being answered. */
interface DigestSession {
  readonly algorithm: DigestAlgorithm;
  /** Whether the server named the algorithm, which is then named in return. */
  readonly named: boolean;
  readonly realm: string;
  readonly opaque: string | undefined;
  readonly qop: boolean;
  readonly userhash: boolean;
  nonce: string;
  cnonce: string;
  count: number;
}

/**
 * The Digest scheme (RFC 7616): SHA-512-256, SHA-256 and MD5, with their session variants; qop=auth; the nonce count, `stale`, `nextnonce`, `userhash`
 * and UTF-8. Of several challenges the best algorithm is answered. The password isn't sent; but with MD5, or over http, don't rely on it.
 */
export class DigestAuth implements Authenticator {
  readonly #credentials: UserCredentials;
  readonly #makeNonce: () => string;
  #session: DigestSession | undefined;
  /** Whether the present session has been answered and not been accepted. */
  #answered = false;

  constructor(credentials: UserCredentials, options: DigestAuthOptions = {}) {
    this.#credentials = credentials;
    this.#makeNonce = options.makeNonce ?? (() => randomBytes(16).toString("base64url"));
  }

  authorization(request: AuthorizedRequest): string | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    this.#answered = true;
    session.count++;
    if (session.cnonce === "" || !session.algorithm.session) session.cnonce = this.#makeNonce();
    return this.#answer(session, request);
  }

  challenged(response: ClientResponse): boolean {
    const session = bestSession(response.headers.getAll("www-authenticate").flatMap(parseChallenges));
    const wasAnswered = this.#answered;
    this.#answered = false;
    this.#session = session?.session;
    // A nonce that has become stale says nothing of the password; a second challenge without that does.
    return session !== undefined && (!wasAnswered || session.stale);
  }

  accepted(response: ClientResponse): void {
    this.#answered = false;
    const info = response.headers.get("authentication-info");
    if (this.#session === undefined || info === undefined) return;
    for (const member of parseList(info)) {
      const next = parseParameterized(`x;${member}`)?.parameters.find(([name]) => name === "nextnonce");
      if (next === undefined) continue;
      this.#session.nonce = next[1];
      this.#session.count = 0;
    }
  }

  #answer(session: DigestSession, request: AuthorizedRequest): string {
    const { algorithm, realm, nonce, cnonce, qop } = session;
    const { username, password } = this.#credentials;
    const nonceCount = qop ? session.count.toString(16).padStart(8, "0") : undefined;
    const response = digestResponse({ ...request, algorithm, username, password, realm, nonce, cnonce, nonceCount });
    const parts = [
      userPart(username, session),
      `realm=${quotedString(realm)}`,
      `nonce=${quotedString(nonce)}`,
      `uri=${quotedString(request.target)}`,
      `response="${response}"`,
    ];
    if (session.named) parts.push(`algorithm=${algorithm.name}`);
    if (session.opaque !== undefined) parts.push(`opaque=${quotedString(session.opaque)}`);
    if (nonceCount !== undefined) parts.push(`qop=auth`, `nc=${nonceCount}`);
    if (nonceCount !== undefined || algorithm.session) parts.push(`cnonce=${quotedString(cnonce)}`);
    if (session.userhash) parts.push("userhash=true");
    return `Digest ${parts.join(", ")}`;
  }
}

/** The Digest scheme: see `DigestAuth`. */
export function digestAuth(credentials: UserCredentials, options?: DigestAuthOptions): DigestAuth {
  return new DigestAuth(credentials, options);
}

function bestSession(challenges: readonly Challenge[]): { session: DigestSession; stale: boolean } | undefined {
  let best: { session: DigestSession; stale: boolean } | undefined;
  for (const { scheme, parameters } of challenges) {
    const algorithm = digestAlgorithm(parameters.get("algorithm") ?? "MD5");
    const realm = parameters.get("realm");
    const nonce = parameters.get("nonce");
    const qops = parameters.get("qop");
    const qop = qops !== undefined && parseList(qops).some((name) => name.toLowerCase() === "auth");
    if (scheme !== "digest" || algorithm === undefined || realm === undefined || nonce === undefined) continue;
    // Only auth-int is asked for: the body would have to be hashed too.
    if (qops !== undefined && !qop) continue;
    if (best !== undefined && best.session.algorithm.rank <= algorithm.rank) continue;
    const named = parameters.has("algorithm");
    const opaque = parameters.get("opaque");
    const userhash = parameters.get("userhash")?.toLowerCase() === "true";
    const session = { algorithm, named, realm, opaque, qop, userhash, nonce, cnonce: "", count: 0 };
    best = { session, stale: parameters.get("stale")?.toLowerCase() === "true" };
  }
  return best;
}

/** RFC 7616 §3.4.4: a hash of the name, the name itself, or, where a quoted-string can't hold that, RFC 8187's form of it. */
function userPart(username: string, { userhash, algorithm, realm }: DigestSession): string {
  if (userhash) return `username="${algorithm.hash(`${username}:${realm}`)}"`;
  if (/^[\x20-\x7e]*$/.test(username)) return `username=${quotedString(username)}`;
  return `username*=UTF-8''${encodeURIComponent(username).replace(/['()*]/g, percentEncoded)}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
