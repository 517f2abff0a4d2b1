import { isUtf8 } from "node:buffer";
import { decodeBase64, encodeBase64 } from "../../presentation/binary-text.js";
import { parseDecimal } from "../../presentation/decimal-text.js";
import { formatIPv4, parseIPv4 } from "../../presentation/ipv4-text.js";
import { formatIPv6, parseIPv6 } from "../../presentation/ipv6-text.js";
import { parseSvcParamKey, svcParamKeyName } from "./svc-param-keys.js";
import type { SvcParams } from "./svc-params.js";
import { formatValueList, parseValueList } from "./value-list.js";

/**
 * Everything about one SvcParamKey. Wire form and text are both turned into wire form first, so that `decode` alone
 * decides what is sound. Texts have one character for each octet, the character-string's own escapes removed.
 */
export interface SvcParamCodec<Value = unknown> {
  readonly key: number;
  readonly name: string;
  readonly property: Exclude<keyof SvcParams, "unknown">;
  /** What the value has to be, for errors. */
  readonly form: string;
  /** The value of its wire form; `undefined` where that is malformed. */
  decode(octets: Buffer): Value | undefined;
  /** The wire form. What it makes of a bad value, `decode` refuses. */
  encode(value: Value): Buffer;
  /** The wire form of a text; `undefined` where that is none. */
  fromText(text: string): Buffer | undefined;
  /** The text; empty where the key stands alone. */
  toText(value: Value): string;
}

const mandatory: SvcParamCodec<readonly string[]> = {
  key: 0,
  name: "mandatory",
  property: "mandatory",
  form: "a list of other keys, each once",
  decode(octets) {
    if (octets.length === 0 || octets.length % 2 !== 0) return undefined;
    const names: string[] = [];
    let last = 0;
    for (let at = 0; at < octets.length; at += 2) {
      const key = octets.readUInt16BE(at);
      if (key <= last) return undefined;
      last = key;
      names.push(svcParamKeyName(key));
    }
    return names;
  },
  encode(names) {
    // A name that is none becomes 0, which no list may hold.
    const keys = names.map((name) => parseSvcParamKey(name) ?? 0).sort((a, b) => a - b);
    return Buffer.from(keys.flatMap((key) => [key >>> 8, key & 0xff]));
  },
  fromText: (text) => mandatory.encode(text.split(",")),
  toText: (names) => names.join(","),
};

const alpn: SvcParamCodec<readonly string[]> = {
  key: 1,
  name: "alpn",
  property: "alpn",
  form: "a list of protocols, each of 1 to 255 octets",
  decode(octets) {
    const ids: string[] = [];
    let at = 0;
    while (at < octets.length) {
      const length = octets[at] ?? 0;
      if (length === 0 || at + 1 + length > octets.length) return undefined;
      ids.push(octets.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    return ids.length === 0 ? undefined : ids;
  },
  encode(ids) {
    if (ids.some((id) => id.length === 0 || id.length > 255 || /[^\0-\xff]/.test(id))) return Buffer.alloc(0);
    return Buffer.from(ids.map((id) => String.fromCharCode(id.length) + id).join(""), "latin1");
  },
  fromText(text) {
    const ids = parseValueList(text);
    return ids === undefined ? undefined : alpn.encode(ids);
  },
  toText: formatValueList,
};

const port: SvcParamCodec<number> = {
  key: 3,
  name: "port",
  property: "port",
  form: "a number from 0 to 65535",
  decode: (octets) => (octets.length === 2 ? octets.readUInt16BE(0) : undefined),
  encode: (value) => (value >>> 0 === value && value <= 0xffff ? Buffer.from([value >>> 8, value]) : Buffer.alloc(0)),
  fromText: (text) => port.encode(parseDecimal(text)),
  toText: String,
};

const ech: SvcParamCodec<Buffer> = {
  key: 5,
  name: "ech",
  property: "ech",
  form: "an ECHConfigList in base64",
  decode: (octets) => (octets.length === 0 ? undefined : octets),
  encode: (value) => value,
  fromText: decodeBase64,
  toText: encodeBase64,
};

const dohpath: SvcParamCodec<string> = {
  key: 7,
  name: "dohpath",
  property: "dohpath",
  form: "a URI template that begins with / and has the variable dns, such as /dns-query{?dns}",
  decode(octets) {
    const text = octets.toString("utf8");
    return isUtf8(octets) && text.startsWith("/") && hasVariable(text, "dns") ? text : undefined;
  },
  encode: (value) => Buffer.from(value, "utf8"),
  fromText: (text) => Buffer.from(text, "latin1"),
  toText: (value) => Buffer.from(value, "utf8").toString("latin1"),
};

/** Every key that has a property of its own, ascending. */
export const svcParamCodecs: readonly SvcParamCodec[] = [
  mandatory,
  alpn,
  flag(2, "no-default-alpn", "noDefaultAlpn"),
  port,
  addresses(4, "ipv4hint", { octets: 4, decode: decodeIPv4, encode: encodeIPv4 }),
  ech,
  addresses(6, "ipv6hint", { octets: 16, decode: decodeIPv6, encode: encodeIPv6 }),
  dohpath,
  flag(8, "ohttp", "ohttp"),
];

/** The same, by key. */
export const codecByKey: ReadonlyMap<number, SvcParamCodec> = new Map(
  svcParamCodecs.map((codec) => [codec.key, codec]),
);

/** A key whose presence says all. */
function flag(key: number, name: string, property: "noDefaultAlpn" | "ohttp"): SvcParamCodec<true> {
  return {
    key,
    name,
    property,
    form: "without a value",
    decode: (octets) => (octets.length === 0 ? true : undefined),
    encode: () => Buffer.alloc(0),
    fromText: (text) => Buffer.from(text, "latin1"),
    toText: () => "",
  };
}

interface AddressForm {
  readonly octets: number;
  decode(octets: Buffer): string;
  encode(text: string): Buffer | undefined;
}

function addresses(key: number, name: "ipv4hint" | "ipv6hint", form: AddressForm): SvcParamCodec<readonly string[]> {
  const codec: SvcParamCodec<readonly string[]> = {
    key,
    name,
    property: name,
    form: `a list of IPv${form.octets === 4 ? 4 : 6} addresses`,
    decode(octets) {
      if (octets.length === 0 || octets.length % form.octets !== 0) return undefined;
      const list: string[] = [];
      for (let at = 0; at < octets.length; at += form.octets) {
        list.push(form.decode(octets.subarray(at, at + form.octets)));
      }
      return list;
    },
    encode(list) {
      const encoded = list.map((text) => form.encode(text));
      const whole = encoded.filter((address) => address !== undefined);
      return Buffer.concat(whole.length === encoded.length ? whole : []);
    },
    fromText: (text) => codec.encode(text.split(",")),
    toText: (list) => list.join(","),
  };
  return codec;
}

function decodeIPv4(octets: Buffer): string {
  return formatIPv4(octets.readUInt32BE(0));
}

function encodeIPv4(text: string): Buffer | undefined {
  const address = parseIPv4(text);
  return address === -1 ? undefined : Buffer.from([address >>> 24, address >>> 16, address >>> 8, address]);
}

function decodeIPv6(octets: Buffer): string {
  return formatIPv6(Uint16Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(i * 2)));
}

function encodeIPv6(text: string): Buffer | undefined {
  const groups = new Uint16Array(8);
  if (!parseIPv6(text, groups)) return undefined;
  const octets = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) octets.writeUInt16BE(group, index * 2);
  return octets;
}

/** Whether one of a URI template's expressions has this variable (RFC 6570 §2.2). */
function hasVariable(template: string, variable: string): boolean {
  for (let open = template.indexOf("{"); open !== -1; open = template.indexOf("{", open + 1)) {
    const close = template.indexOf("}", open);
    if (close === -1) return false;
    const names = template
      .slice(open + 1, close)
      .replace(/^[+#./;?&]/, "")
      .split(",");
    if (names.includes(variable)) return true;
    open = close;
  }
  return false;
}
