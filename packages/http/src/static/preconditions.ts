import { type EntityTag, parseEntityTag, parseEntityTags, strongMatch, weakMatch } from "../wire/entity-tag.js";
import type { Headers } from "../wire/headers.js";
import { parseHTTPDate } from "../wire/http-date.js";

/** What tells one state of a representation from another. */
export interface Validators {
  readonly etag: EntityTag;
  /** Milliseconds since 1970; on the wire it has whole seconds. */
  readonly modifiedMs: number;
}

/**
 * The preconditions of a GET or HEAD for something that exists, in the order of RFC 9110 §13.2.2: If-Match, or else If-Unmodified-Since; then If-None-Match,
 * or else If-Modified-Since. A field that can't be read counts as absent, save If-Match and If-None-Match, whose tags then don't match.
 * @returns the status that ends it, 304 or 412; `undefined` where the request goes on.
 */
export function evaluatePreconditions(headers: Headers, validators: Validators, nowMs: number): 304 | 412 | undefined {
  const ifMatch = headers.get("if-match");
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag, strongMatch)) return 412;
  } else {
    const since = dateOf(headers.get("if-unmodified-since"), nowMs);
    if (since !== undefined && wholeSeconds(validators.modifiedMs) > since) return 412;
  }
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag, weakMatch) ? 304 : undefined;
  const since = dateOf(headers.get("if-modified-since"), nowMs);
  return since !== undefined && wholeSeconds(validators.modifiedMs) <= since ? 304 : undefined;
}

/**
 * Whether Range counts, by If-Range (RFC 9110 §13.1.5): without it, or where its validator is a strong one and the present one. A date is only strong
 * where the representation is older by a second than the moment that it was sent at, which an exact match of a stale date can't show; so it must match
 * exactly and lie at least that far back.
 */
export function rangeIsCurrent(ifRange: string | undefined, validators: Validators, nowMs: number): boolean {
  if (ifRange === undefined) return true;
  const tag = parseEntityTag(ifRange);
  if (tag !== undefined) return strongMatch(tag, validators.etag);
  const date = parseHTTPDate(ifRange, nowMs);
  return date === wholeSeconds(validators.modifiedMs) && nowMs - date >= 2000;
}

function matches(value: string, etag: EntityTag, same: (a: EntityTag, b: EntityTag) => boolean): boolean {
  const tags = parseEntityTags(value);
  if (tags === undefined) return false;
  return tags === "*" || tags.some((tag) => same(tag, etag));
}

function dateOf(value: string | undefined, nowMs: number): number | undefined {
  return value === undefined ? undefined : parseHTTPDate(value, nowMs);
}

function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
