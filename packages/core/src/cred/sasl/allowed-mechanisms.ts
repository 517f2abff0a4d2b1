import type { ChannelBindings } from "./channel-binding.js";
import type { Mechanism } from "./mechanism.js";
import { saslMechanisms } from "./mechanisms.js";

/** What bears on which mechanisms may be used, on either side. */
export interface MechanismPolicy {
  /** Whether nobody can listen: TLS, a UNIX socket, a pipe. @default false */
  readonly secure?: boolean;
  /** Use mechanisms that send a password or token also where somebody can listen. @default false */
  readonly allowInsecure?: boolean;
  /** These only, by name. CRAM-MD5 is used only if it is named here. @default all but CRAM-MD5 */
  readonly mechanisms?: readonly string[] | undefined;
  /** The bindings of the TLS connection (`channelBindingsOf`). @default none */
  readonly channelBindings?: ChannelBindings;
}

/** The mechanisms that may be used, the strongest first. Throws `TypeError` where the policy names one that there isn't. */
export function allowedMechanisms(policy: MechanismPolicy): Mechanism[] {
  const { secure = false, allowInsecure = false, mechanisms, channelBindings = {} } = policy;
  const named = mechanisms === undefined ? undefined : new Set(mechanisms.map((name) => name.toUpperCase()));
  const unknown = [...(named ?? [])].find((name) => !saslMechanisms.some((mechanism) => mechanism.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no SASL mechanism ${JSON.stringify(unknown)}`);
  const canBind = Object.keys(channelBindings).length > 0;
  return saslMechanisms.filter(
    (mechanism) =>
      (named === undefined ? mechanism.onByDefault : named.has(mechanism.name)) &&
      (secure || allowInsecure || !mechanism.sendsSecret) &&
      (canBind || !mechanism.needsChannelBinding),
  );
}
