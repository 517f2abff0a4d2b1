/** Names of SvcParamKeys (IANA's "Service Parameter Keys (SvcParamKeys)") and the form `keyNNNNN` of those without one. */
const names: readonly string[] = [
  "mandatory",
  "alpn",
  "no-default-alpn",
  "port",
  "ipv4hint",
  "ech",
  "ipv6hint",
  "dohpath",
  "ohttp",
];

/** `"alpn"` for 1, `"key667"` for one without a name. */
export function svcParamKeyName(key: number): string {
  return names[key] ?? `key${key}`;
}

/** 1 for `"alpn"` or `"key1"`; `undefined` for what is no key. */
export function parseSvcParamKey(text: string): number | undefined {
  const known = names.indexOf(text);
  if (known !== -1) return known;
  if (!/^key(?:0|[1-9]\d{0,4})$/.test(text)) return undefined;
  const key = Number(text.slice(3));
  return key > 0xffff ? undefined : key;
}
