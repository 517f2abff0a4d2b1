/**
 * The options in front of a key in authorized_keys (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"):
 *
 *     options = option *( "," option )          ; ends at the first white space outside quotes
 *     option  = name [ "=" DQUOTE value DQUOTE ]  ; \" in value is a quote, any other \ is itself
 *
 * Names are case-insensitive. They are done in order: `restrict,pty` allows a terminal, `pty,restrict` doesn't. An option
 * that we don't know makes the line bad, because it may be one that forbids something.
 */

import { CredError } from "./cred-error.js";
import { parseKeyExpiry } from "./key-expiry.js";

/** What a key lets its owner do beside logging in. */
export interface KeyPermissions {
  pty: boolean;
  portForwarding: boolean;
  agentForwarding: boolean;
  x11Forwarding: boolean;
  userRc: boolean;
}

/** What stands in front of a key. */
export interface AuthorizedKeyOptions {
  readonly permissions: Readonly<KeyPermissions>;
  /** Run this, whatever the client asks for. */
  readonly command?: string;
  /** Variables to set, in order. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Patterns of addresses that the key is good from (see `matchesFrom`). */
  readonly from?: string;
  /** The key isn't good any more from then on, in milliseconds since 1970-01-01 UTC. */
  readonly expiresAtMs?: number;
  /** `host:port` that may be forwarded to; empty: no restriction by this. */
  readonly permitOpen: readonly string[];
  /** `[host:]port` that may be listened on for the client; empty: no restriction by this. */
  readonly permitListen: readonly string[];
  /** The key signs certificates, and is no key to log in with. */
  readonly certAuthority: boolean;
  /** The names that a certificate of this authority may be for. */
  readonly principals?: string;
  /** The number of the tun device. */
  readonly tunnel?: string;
  /** A hardware key needn't be touched. */
  readonly noTouchRequired: boolean;
  /** A hardware key must have verified its user. */
  readonly verifyRequired: boolean;
}

type Draft = { -readonly [Key in keyof AuthorizedKeyOptions]: AuthorizedKeyOptions[Key] } & {
  permissions: KeyPermissions;
  environment: [string, string][];
  permitOpen: string[];
  permitListen: string[];
};

const maxOptions = 256;

const flags: Readonly<Record<string, (draft: Draft) => void>> = {
  restrict: (draft) => (draft.permissions = allPermissions(false)),
  ...permissionFlags("pty", "pty"),
  ...permissionFlags("port-forwarding", "portForwarding"),
  ...permissionFlags("agent-forwarding", "agentForwarding"),
  ...permissionFlags("x11-forwarding", "x11Forwarding"),
  ...permissionFlags("user-rc", "userRc"),
  "cert-authority": (draft) => (draft.certAuthority = true),
  "no-touch-required": (draft) => (draft.noTouchRequired = true),
  "verify-required": (draft) => (draft.verifyRequired = true),
};

const settings: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
  command: (draft, value) => (draft.command = once(draft.command, value)),
  from: (draft, value) => (draft.from = once(draft.from, value)),
  principals: (draft, value) => (draft.principals = once(draft.principals, value)),
  tunnel: (draft, value) => (draft.tunnel = once(draft.tunnel, value)),
  "expiry-time": (draft, value) => (draft.expiresAtMs = Math.min(draft.expiresAtMs ?? Infinity, parseKeyExpiry(value))),
  permitopen: (draft, value) => draft.permitOpen.push(value),
  permitlisten: (draft, value) => draft.permitListen.push(value),
  environment: (draft, value) => draft.environment.push(parseVariable(value)),
};

/** Reads options from the start of `text`. `end` is the index of the white space after them. Throws `CredError`. */
export function parseAuthorizedKeyOptions(text: string): { options: AuthorizedKeyOptions; end: number } {
  const options = noOptions();
  let position = 0;
  for (let count = 0; count < maxOptions; count += 1) {
    position = applyOption(options, text, position);
    if (text[position] !== ",") return { options, end: position };
    position += 1;
  }
  throw malformed(`has more than ${String(maxOptions)} options`);
}

/** The options of a key that has none. */
export function noOptions(): Draft {
  return {
    permissions: allPermissions(true),
    environment: [],
    permitOpen: [],
    permitListen: [],
    certAuthority: false,
    noTouchRequired: false,
    verifyRequired: false,
  };
}

function applyOption(draft: Draft, text: string, start: number): number {
  let end = start;
  while (isNameCharacter(text.charCodeAt(end))) end += 1;
  const name = text.slice(start, end).toLowerCase();
  if (text[end] !== "=") {
    const set = ownEntry(flags, name);
    if (set === undefined) throw malformed(`has at character ${String(start + 1)} no option that we know`);
    set(draft);
    return end;
  }
  const set = ownEntry(settings, name);
  if (set === undefined) throw malformed(`has at character ${String(start + 1)} no option with a value that we know`);
  const quoted = readQuoted(text, end + 1);
  set(draft, quoted.value);
  return quoted.end;
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  if (text[start] !== '"') throw malformed("has an option whose value isn't in quotes");
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw malformed("has a quote that is never closed");
    if (text[quote - 1] !== "\\" || quote - 1 < from) return { value: value + text.slice(from, quote), end: quote + 1 };
    value += `${text.slice(from, quote - 1)}"`;
    from = quote + 1;
  }
}

/** Letters, digits and hyphens. `NaN`, from beyond the end, is none. */
function isNameCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 45;
}

function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function permissionFlags(name: string, key: keyof KeyPermissions): Record<string, (draft: Draft) => void> {
  return {
    [name]: (draft) => (draft.permissions[key] = true),
    [`no-${name}`]: (draft) => (draft.permissions[key] = false),
  };
}

function allPermissions(allowed: boolean): KeyPermissions {
  return { pty: allowed, portForwarding: allowed, agentForwarding: allowed, x11Forwarding: allowed, userRc: allowed };
}

function parseVariable(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw malformed("has an environment option that isn't NAME=value");
  return [name, value];
}

function once(old: string | undefined, value: string): string {
  if (old !== undefined) throw malformed("has an option twice that may be there once");
  return value;
}

function malformed(how: string): CredError {
  return new CredError(`The line ${how}.`, { code: "MALFORMED_AUTHORIZED_KEY" });
}
