import { COMMA, DQUOTE, isOWS } from "./octets.js";

/**
 * RFC 9110 §8.8.3:
 *
 *     entity-tag = [ weak ] opaque-tag
 *     weak       = %s"W/"
 *     opaque-tag = DQUOTE *etagc DQUOTE
 *     etagc      = %x21 / %x23-7E / obs-text
 */
export interface EntityTag {
  /** Whether it has the `W/`. */
  readonly weak: boolean;
  /** What stands between the quotation marks. */
  readonly opaque: string;
}

/** Reads one entity-tag. @returns `undefined` where `text` isn't one. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const weak = text.startsWith("W/");
  const start = weak ? 2 : 0;
  const end = text.length - 1;
  if (end <= start || text.charCodeAt(start) !== DQUOTE || text.charCodeAt(end) !== DQUOTE) return undefined;
  for (let i = start + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === DQUOTE || code === 0x7f || code > 0xff) return undefined;
  }
  return { weak, opaque: text.substring(start + 1, end) };
}

/**
 * Reads the value of If-Match or If-None-Match: `"*" / #entity-tag`.
 * @returns `"*"`, the tags, or `undefined` where the value isn't well-formed.
 */
export function parseEntityTags(value: string): "*" | EntityTag[] | undefined {
  if (value === "*") return "*";
  const tags: EntityTag[] = [];
  // Not `parseList`: in an opaque-tag a backslash escapes nothing, so the next quotation mark always ends it.
  let i = 0;
  while (i < value.length) {
    const code = value.charCodeAt(i);
    if (code === COMMA || isOWS(code)) {
      i++;
      continue;
    }
    const open = value.indexOf('"', i);
    const close = open < 0 ? -1 : value.indexOf('"', open + 1);
    const tag = parseEntityTag(value.substring(i, close + 1));
    if (tag === undefined) return undefined;
    tags.push(tag);
    i = close + 1;
    while (i < value.length && isOWS(value.charCodeAt(i))) i++;
    if (i < value.length && value.charCodeAt(i) !== COMMA) return undefined;
  }
  return tags.length > 0 ? tags : undefined;
}

/** `tag` as it goes on the wire. */
export function formatEntityTag(tag: EntityTag): string {
  return `${tag.weak ? "W/" : ""}"${tag.opaque}"`;
}

/** RFC 9110 §8.8.3.2, strong comparison: the same, and neither weak. For If-Match and If-Range. */
export function strongMatch(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque;
}

/** RFC 9110 §8.8.3.2, weak comparison: the same, weak or not. For If-None-Match. */
export function weakMatch(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque;
}
