/**
 * The messages of SCRAM (RFC 5802 §7), as values. Each is a list of `letter=value` parted by commas:
 *
 *     client-first = gs2-cbind-flag "," [ "a=" authzid ] "," "n=" username ",r=" nonce [ "," extensions ]
 *     server-first = "r=" nonce ",s=" base64 ",i=" iterations [ "," extensions ]
 *     client-final = "c=" base64 ",r=" nonce [ "," extensions ] ",p=" base64
 *     server-final = ( "e=" error / "v=" base64 ) [ "," extensions ]
 *
 * Extensions are passed over, as RFC 5802 §5.1 wants; `m=`, which stands for one that mustn't be, isn't taken.
 */

import { escapeSaslName, unescapeSaslName } from "./sasl-name.js";

/** The longest nonce that is taken, client's and server's part together, in characters. */
export const maxNonceLength = 512;

/** The longest salt that is taken, in bytes. */
const maxSaltBytes = 256;

/** The first message of a client. */
export interface ClientFirst {
  /** `"n"`: no channel binding; `"y"`: the client could, and thinks that the server can't; else the kind of binding. */
  readonly binding: "n" | "y" | { readonly type: string };
  readonly authorizationId: string | undefined;
  readonly username: string;
  readonly nonce: string;
  /** The part in front, up to the second comma and with it. */
  readonly gs2Header: string;
  /** The part after `gs2Header`. */
  readonly bare: string;
}

/** The first message of a server. */
export interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** The second message of a client. */
export interface ClientFinal {
  readonly bindingInput: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
  /** The message up to the proof. */
  readonly withoutProof: string;
}

/** The second message of a server. */
export type ServerFinal = { readonly signature: Buffer } | { readonly error: string };

const gs2Pattern = /^(?:([ny])|p=([A-Za-z0-9.-]{1,64})),(?:a=([^,]*))?,/;
const noncePattern = /^[\x21-\x2b\x2d-\x7e]+$/;

/** Reads a client-first-message; `undefined` where it is none. */
export function parseClientFirst(text: string): ClientFirst | undefined {
  const match = gs2Pattern.exec(text);
  if (match === null) return undefined;
  const [gs2Header, flag, type, authzid] = match;
  const bare = text.slice(gs2Header.length);
  const [name, nonce] = readAttributes(bare, ["n", "r"]) ?? [];
  const username = unescapeSaslName(name ?? "");
  const authorizationId = authzid === undefined ? undefined : unescapeSaslName(authzid);
  if (username === undefined || !isNonce(nonce)) return undefined;
  if (authzid !== undefined && authorizationId === undefined) return undefined;
  const binding = flag === "n" || flag === "y" ? flag : { type: type ?? "" };
  return { binding, authorizationId, username, nonce, gs2Header, bare };
}

/** Reads a server-first-message; `undefined` where it is none. */
export function parseServerFirst(text: string): ServerFirst | undefined {
  const [nonce, saltText, iterations] = readAttributes(text, ["r", "s", "i"]) ?? [];
  const salt = decodeBase64(saltText);
  if (!isNonce(nonce) || salt === undefined || salt.length > maxSaltBytes) return undefined;
  if (iterations === undefined || !/^[1-9][0-9]{0,9}$/.test(iterations)) return undefined;
  return { nonce, salt, iterations: Number(iterations) };
}

/** Reads a client-final-message; `undefined` where it is none. */
export function parseClientFinal(text: string): ClientFinal | undefined {
  const end = text.lastIndexOf(",p=");
  if (end === -1) return undefined;
  const withoutProof = text.slice(0, end);
  const [binding, nonce] = readAttributes(withoutProof, ["c", "r"]) ?? [];
  const bindingInput = decodeBase64(binding);
  const proof = decodeBase64(text.slice(end + 3));
  if (bindingInput === undefined || proof === undefined || !isNonce(nonce)) return undefined;
  return { bindingInput, nonce, proof, withoutProof };
}

/** Reads a server-final-message; `undefined` where it is none. */
export function parseServerFinal(text: string): ServerFinal | undefined {
  const [error] = readAttributes(text, ["e"]) ?? [];
  if (error !== undefined) return { error };
  const signature = decodeBase64(readAttributes(text, ["v"])?.[0]);
  return signature === undefined ? undefined : { signature };
}

/** What stands in front of a client's first message. Throws `TypeError` where `authorizationId` can't be written. */
export function formatGs2Header(binding: string, authorizationId: string | undefined): string {
  return `${binding},${authorizationId === undefined ? "" : `a=${escapeSaslName(authorizationId)}`},`;
}

/** The rest of a client's first message. Throws `TypeError` where `username` can't be written. */
export function formatClientFirstBare(username: string, nonce: string): string {
  return `n=${escapeSaslName(username)},r=${nonce}`;
}

/** A server-first-message. */
export function formatServerFirst({ nonce, salt, iterations }: ServerFirst): string {
  return `r=${nonce},s=${salt.toString("base64")},i=${String(iterations)}`;
}

/** A client-final-message up to the proof. */
export function formatClientFinalWithoutProof(bindingInput: Buffer, nonce: string): string {
  return `c=${bindingInput.toString("base64")},r=${nonce}`;
}

/** The values of the attributes `letters`, with which `text` must begin, in that order. Extensions may follow. */
function readAttributes(text: string, letters: readonly string[]): string[] | undefined {
  const parts = text.split(",");
  if (parts.length < letters.length) return undefined;
  if (!parts.every((part, index) => isAttribute(part, letters[index]))) return undefined;
  return parts.slice(0, letters.length).map((part) => part.slice(2));
}

/** `letter` is `undefined` for an extension, which may be any but the one that must be understood. */
function isAttribute(part: string, letter: string | undefined): boolean {
  if (letter !== undefined) return part.startsWith(`${letter}=`) && part.length > 2;
  return /^[A-Za-z]=[^\0]+$/.test(part) && !part.startsWith("m=");
}

function isNonce(text: string | undefined): text is string {
  return text !== undefined && text.length <= maxNonceLength && noncePattern.test(text);
}

function decodeBase64(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === "") return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
