import { quoteOctets, unescapeOctets } from "../../presentation/octet-escapes.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import { codecByKey, svcParamCodecs } from "./svc-param-codecs.js";
import { parseSvcParamKey, svcParamKeyName } from "./svc-param-keys.js";
import type { SvcParams } from "./svc-params.js";

/** Reads parameters up to the RDATA's end. RFC 9460 §2.2: one that is malformed makes the record malformed. */
export function readSvcParams(reader: RDataReader): SvcParams {
  const values = new Map<number, Buffer>();
  let lastKey = -1;
  while (reader.remaining > 0) {
    const key = reader.uint16();
    if (key <= lastKey) throw reader.error("SvcParam keys that don't ascend");
    lastKey = key;
    values.set(key, reader.bytes(reader.uint16()));
  }
  const result = fromValues(values);
  if (typeof result === "string") throw reader.error(result);
  return result;
}

/** Throws a `RangeError` for parameters that RFC 9460 forbids. */
export function writeSvcParams(params: SvcParams, writer: RDataWriter): void {
  const values = new Map<number, Uint8Array>(params.unknown);
  for (const codec of svcParamCodecs) {
    const value = params[codec.property];
    if (values.has(codec.key)) throw new RangeError(`${codec.property} can't be among the unknown keys`);
    if (value === undefined) continue;
    const octets = codec.encode(value);
    if (codec.decode(octets) === undefined) throw new RangeError(`${codec.property} has to be ${codec.form}`);
    values.set(codec.key, octets);
  }
  const problem = inconsistency(params, values);
  if (problem !== undefined) throw new RangeError(problem);
  for (const [key, value] of [...values].sort(([a], [b]) => a - b)) {
    writer.uint16(key);
    writer.uint16(value.length);
    writer.bytes(value);
  }
}

/** Reads the `key=value` tokens that are left. */
export function parseSvcParams(tokens: TokenReader): SvcParams {
  const values = new Map<number, Buffer>();
  while (!tokens.isLast) {
    const pair = tokens.pair("svcParams");
    const equals = pair.indexOf("=");
    const keyText = equals === -1 ? pair : pair.slice(0, equals);
    const key = parseSvcParamKey(keyText);
    if (key === undefined)
      throw tokens.fail("there is no such SvcParamKey: write key667 for one that has no name here");
    if (values.has(key)) throw tokens.fail(`${svcParamKeyName(key)} is there twice`);
    const octets = unescapeOctets(unquoted(equals === -1 ? "" : pair.slice(equals + 1)));
    if (octets === undefined) throw tokens.fail("a \\DDD that is no octet: write three digits, 000 to 255");
    // RFC 9460 §2.1: with keyNNNNN the value is that of the wire, whatever the key.
    const codec = keyText.startsWith("key") ? undefined : codecByKey.get(key);
    const value = codec === undefined ? Buffer.from(octets, "latin1") : codec.fromText(octets);
    if (value === undefined) throw tokens.fail(`${keyText} has to be ${codec?.form ?? "octets"}`);
    values.set(key, value);
  }
  const result = fromValues(values);
  if (typeof result === "string") throw tokens.fail(result);
  return result;
}

/** Each parameter with a blank in front, by ascending key. */
export function formatSvcParams(params: SvcParams): string {
  const texts = new Map<number, string>();
  for (const codec of svcParamCodecs) {
    const value = params[codec.property];
    if (value === undefined) continue;
    const octets = codec.toText(value);
    texts.set(codec.key, octets === "" ? codec.name : `${codec.name}=${valueText(octets)}`);
  }
  for (const [key, value] of params.unknown ?? []) {
    const name = svcParamKeyName(key);
    texts.set(key, value.length === 0 ? name : `${name}=${valueText(value.toString("latin1"))}`);
  }
  const ascending = [...texts].sort(([a], [b]) => a - b);
  return ascending.map(([, text]) => ` ${text}`).join("");
}

/** The parameters of these values; a text that says what is wrong with them. */
function fromValues(values: ReadonlyMap<number, Buffer>): SvcParams | string {
  const params: Record<string, unknown> = {};
  const unknown = new Map<number, Buffer>();
  for (const [key, value] of values) {
    const codec = codecByKey.get(key);
    if (codec === undefined) {
      unknown.set(key, value);
      continue;
    }
    const decoded = codec.decode(value);
    if (decoded === undefined) return `${codec.name} has to be ${codec.form}`;
    params[codec.property] = decoded;
  }
  if (unknown.size > 0) params["unknown"] = unknown;
  return inconsistency(params, values) ?? params;
}

/** What RFC 9460 forbids though each value is sound by itself. */
function inconsistency(params: SvcParams, values: ReadonlyMap<number, Uint8Array>): string | undefined {
  if (values.has(0xffff)) return "the SvcParamKey 65535 is reserved";
  if (params.noDefaultAlpn === true && params.alpn === undefined) return "no-default-alpn needs alpn";
  for (const name of params.mandatory ?? []) {
    const key = parseSvcParamKey(name);
    if (key === undefined || !values.has(key)) return "mandatory names a key that isn't there";
  }
  return undefined;
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** Without quotes where every octet can stand so. */
function valueText(octets: string): string {
  return /^[!#-'*-:<-[\]-~]+$/.test(octets) ? octets : quoteOctets(Buffer.from(octets, "latin1"));
}
