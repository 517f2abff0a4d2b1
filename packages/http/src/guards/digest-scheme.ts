import { type ChallengeResponse, constantTimeEqual } from "@twist/core/cred";
import { type DigestHash, digestAlgorithm, digestResponse } from "../digest/digest-response.js";
import type { HTTPRequest } from "../server/http-request.js";
import { parseList } from "../wire/list.js";
import { parseParameterized } from "../wire/parameters.js";
import type { AuthScheme, ChallengeReason, SchemeResult } from "./auth-scheme.js";
import { DigestNonces } from "./digest-nonces.js";
import { quotedString } from "../wire/quoted-string.js";

/** How `DigestScheme` goes about it. */
export interface DigestSchemeOptions {
  /** In the order in which they are asked for. MD5 is for old clients that know nothing else. @default ["SHA-256"] */
  readonly hashes?: readonly DigestHash[];
  /** For how long a nonce is good; the client then gets a new one without asking its user again. @default 300000 */
  readonly nonceLifetimeMs?: number;
  /** Of how many nonces in use the counts are kept. @default 10000 */
  readonly maxNonces?: number;
}

/** Parameters of an Authorization field; a client sends ten. */
const MAX_PARAMETERS = 32;

/**
 * HTTP Digest (RFC 7616) with `qop=auth`: the password isn't sent, and a request that was seen can't be sent again. The portal's checker must know passwords in
 * clear (`"challenge-response"`). Without session hashes, `userhash`, `auth-int`, and the form without qop, which can be replayed.
 */
export class DigestScheme implements AuthScheme {
  readonly name = "Digest";
  readonly credentialKind = "challenge-response";
  readonly #realm: string;
  readonly #quotedRealm: string;
  readonly #hashes: readonly DigestHash[];
  readonly #nonces: DigestNonces;

  constructor(realm: string, options: DigestSchemeOptions = {}) {
    const { hashes = ["SHA-256"], nonceLifetimeMs = 300_000, maxNonces = 10_000 } = options;
    if (!(nonceLifetimeMs > 0) || !(maxNonces >= 1))
      throw new RangeError("nonceLifetimeMs must be over 0, and maxNonces at least 1");
    this.#realm = realm;
    this.#quotedRealm = quotedString(realm);
    this.#hashes = hashes;
    this.#nonces = new DigestNonces(nonceLifetimeMs, maxNonces);
  }

  challenges(request: HTTPRequest, reason: ChallengeReason): readonly string[] {
    const nonce = this.#nonces.make(request.transport.clock.wallTime());
    const stale = reason === "stale" ? ", stale=true" : "";
    return this.#hashes.map(
      (hash) =>
        `Digest realm=${this.#quotedRealm}, qop="auth", algorithm=${hash}, nonce="${nonce}", charset=UTF-8${stale}`,
    );
  }

  read(text: string, request: HTTPRequest): SchemeResult {
    const given = parseAuthParameters(text);
    const nonce = given?.get("nonce") ?? "";
    const hash = this.#hashes.find((known) => known === (given?.get("algorithm") ?? "MD5").toUpperCase());
    const count = given?.get("nc") ?? "";
    const response = given?.get("response");
    const username = given?.get("username");
    const isOurs =
      given?.get("realm") === this.#realm &&
      given.get("qop") === "auth" &&
      // The target that was signed must be the one that is asked for (RFC 7616 §3.4.6).
      given.get("uri") === request.target &&
      /^[0-9a-fA-F]{8}$/.test(count);
    if (!isOurs || hash === undefined || response === undefined || username === undefined) return { again: "refused" };
    if (!this.#nonces.isGood(nonce, request.transport.clock.wallTime())) return { again: "stale" };

    const algorithm = digestAlgorithm(hash);
    const name = Buffer.from(username, "latin1").toString("utf8");
    const { method, target } = request;
    const signed = { algorithm, username: name, realm: this.#realm, nonce, nonceCount: count, method, target };
    const cnonce = given.get("cnonce") ?? "";
    const credentials: ChallengeResponse = {
      kind: "challenge-response",
      username: name,
      authorizationId: undefined,
      matches: (password) => constantTimeEqual(response.toLowerCase(), digestResponse({ ...signed, cnonce, password })),
    };
    return { credentials, accepted: () => this.#nonces.use(nonce, Number.parseInt(count, 16)) };
  }
}

/** The parameters by their names; `undefined` where one is repeated or can't be read, or there are too many. */
function parseAuthParameters(text: string): Map<string, string> | undefined {
  const members = parseList(text);
  const parameters = new Map<string, string>();
  for (const member of members) {
    const [pair] = parseParameterized(`;${member}`)?.parameters ?? [];
    if (pair === undefined || parameters.has(pair[0]) || parameters.size === MAX_PARAMETERS) return undefined;
    parameters.set(pair[0], pair[1]);
  }
  return parameters;
}
