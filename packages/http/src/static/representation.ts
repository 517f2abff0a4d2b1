import type { FileStats } from "@twist/core/filesystem";
import { formatEntityTag } from "../wire/entity-tag.js";
import { Headers } from "../wire/headers.js";
import { formatHTTPDate } from "../wire/http-date.js";
import type { Validators } from "./preconditions.js";

/** What of a file's stats tells its states apart. */
export type FileState = Pick<FileStats, "size" | "mtimeMs" | "ino">;

/** What is known of a file besides its stats. */
export interface RepresentationOptions {
  readonly contentType: string;
  /** The Content-Encoding of a precompressed variant. */
  readonly coding?: string | undefined;
  /** Whether another client might get another variant. */
  readonly varies: boolean;
  readonly cacheControl?: string | undefined;
}

/** A file as it goes out, or a precompressed variant of one. */
export interface Representation extends Validators {
  readonly state: FileState;
  readonly contentType: string;
  /** The fields of a 200, all but Content-Length and Date. */
  readonly fields: Headers;
}

/** A file that was changed so lately could be changed again without its time showing it; its tag is a weak one until then. */
const SETTLED_MS = 2000;

/** Describes a file as of `nowMs`. */
export function representationOf(state: FileState, options: RepresentationOptions, nowMs: number): Representation {
  const { contentType, coding, varies, cacheControl } = options;
  const ageMs = nowMs - state.mtimeMs;
  const etag = { weak: ageMs >= 0 && ageMs < SETTLED_MS, opaque: opaqueTag(state, coding) };
  const fields = new Headers({
    "Content-Type": contentType,
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
    ETag: formatEntityTag(etag),
  });
  // A time that HTTP can't write is left out; one in the future is never sent as it is (RFC 9110 §8.8.2.1).
  const modifiedMs = Math.min(Math.max(state.mtimeMs, 0), nowMs);
  fields.append("Last-Modified", formatHTTPDate(modifiedMs));
  if (coding !== undefined) fields.append("Content-Encoding", coding);
  if (varies) fields.append("Vary", "Accept-Encoding");
  if (cacheControl !== undefined) fields.append("Cache-Control", cacheControl);
  return { state: { size: state.size, mtimeMs: state.mtimeMs, ino: state.ino }, contentType, etag, modifiedMs, fields };
}

/** The fields of a 304 (RFC 9110 §15.4.5): those that a cache updates, and none that describe content. */
export function notModifiedFields(representation: Representation): Headers {
  const fields = new Headers();
  for (const name of ["ETag", "Last-Modified", "Vary", "Cache-Control"]) {
    const value = representation.fields.get(name);
    if (value !== undefined) fields.append(name, value);
  }
  return fields;
}

/** Whether both are the same file in the same state. */
export function sameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}

function opaqueTag({ size, mtimeMs }: FileState, coding: string | undefined): string {
  const tag = `${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}`;
  return coding === undefined ? tag : `${tag}-${coding}`;
}
