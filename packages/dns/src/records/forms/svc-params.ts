/** The parameters of SVCB and HTTPS (RFC 9460 §7, RFC 9461 §5, RFC 9540 §4). */
export interface SvcParams {
  /** Names of the keys that a client has to understand to use the record. */
  readonly mandatory?: readonly string[];
  /** Protocols: `h2`, `h3`. One character, U+0000 to U+00FF, for each octet. */
  readonly alpn?: readonly string[];
  /** Whether the scheme's own protocol (`http/1.1`) isn't spoken. Needs `alpn`. */
  readonly noDefaultAlpn?: true;
  readonly port?: number;
  readonly ipv4hint?: readonly string[];
  /** An ECHConfigList. */
  readonly ech?: Buffer;
  readonly ipv6hint?: readonly string[];
  /** The URI template of DNS over HTTPS: `/dns-query{?dns}`. */
  readonly dohpath?: string;
  /** Whether Oblivious HTTP is served. */
  readonly ohttp?: true;
  /** The values of keys that have no name here, by key. */
  readonly unknown?: ReadonlyMap<number, Buffer>;
}
