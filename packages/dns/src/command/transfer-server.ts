import { OptionsError } from "@twist/core/application";
import type { TransferServer } from "../exchange/make-upstream.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { TSIGKeyring } from "../tsig/tsig-keyring.js";
import { nameServer } from "./name-server.js";
import { optionName } from "./option-name.js";

/** A server of an option, with the key that it is spoken to with. */
export interface KeyedServer extends TransferServer {
  readonly key: TSIGKey | undefined;
}

/**
 * The server that an option such as `--notify` names: as for `--forward`, with `,KEY` behind it where what it is asked is signed:
 * `192.0.2.1`, `[2001:db8::1]:5353,transfer.example`.
 *
 * @throws {OptionsError} where it names none.
 */
export function keyedServer(text: string, option: string, keys: TSIGKeyring): KeyedServer {
  const comma = text.indexOf(",");
  const { host, port, serverName, transport } = nameServer(option, comma === -1 ? text : text.slice(0, comma));
  const key = comma === -1 ? undefined : namedKey(text.slice(comma + 1), option, keys);
  return { host, port, serverName, transport: transport === "tls" ? "tls" : "udp", key };
}

/** The key of this name. @throws {OptionsError} where there is none. */
export function namedKey(text: string, option: string, keys: TSIGKeyring): TSIGKey {
  const key = keys.get(optionName(text, `${option}: ${text}`));
  if (key === undefined) throw new OptionsError(`${option}: no --key-file holds the key ${text}`);
  return key;
}
