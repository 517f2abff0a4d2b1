import { randomBytes } from "node:crypto";
import { parseByteRanges } from "../wire/byte-range.js";
import { Headers } from "../wire/headers.js";
import type { HTTPRequest } from "../server/http-request.js";
import { type BodyPiece, coalesceRanges, contentRange, multipartRanges } from "./byte-ranges.js";
import { evaluatePreconditions, rangeIsCurrent } from "./preconditions.js";
import { type Representation, notModifiedFields } from "./representation.js";

/** How a request for a file is answered. */
export interface ResponsePlan {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly fields: Headers;
  readonly contentLength: number;
  /** Of what the body is made. Empty for a status without one, and for an empty file. */
  readonly pieces: readonly BodyPiece[];
}

/** Decides by the conditions and ranges of `request`, in the order of RFC 9110 §13.2.2. */
export function planResponse(request: HTTPRequest, representation: Representation, nowMs: number): ResponsePlan {
  const { headers } = request;
  const { fields, state } = representation;
  const status = evaluatePreconditions(headers, representation, nowMs);
  if (status === 304) return { status, fields: notModifiedFields(representation), contentLength: 0, pieces: [] };
  if (status === 412) return { status, fields: new Headers(), contentLength: 0, pieces: [] };
  const range = request.method === "GET" ? headers.get("range") : undefined;
  if (range !== undefined && rangeIsCurrent(headers.get("if-range"), representation, nowMs)) {
    const ranges = parseByteRanges(range, state.size);
    if (ranges !== undefined) return planRanges(coalesceRanges(ranges), representation);
  }
  const pieces = state.size === 0 ? [] : [{ start: 0, end: state.size - 1 }];
  return { status: 200, fields, contentLength: state.size, pieces };
}

function planRanges(ranges: ReturnType<typeof coalesceRanges>, representation: Representation): ResponsePlan {
  const { state, contentType } = representation;
  const [first] = ranges;
  if (first === undefined) {
    const fields = new Headers({ "Content-Range": `bytes */${state.size}` });
    return { status: 416, fields, contentLength: 0, pieces: [] };
  }
  const fields = new Headers(representation.fields);
  if (ranges.length === 1) {
    fields.append("Content-Range", contentRange(first, state.size));
    return { status: 206, fields, contentLength: first.end - first.start + 1, pieces: [first] };
  }
  const multipart = multipartRanges(ranges, state.size, contentType, randomBytes(18).toString("hex"));
  fields.set("Content-Type", multipart.contentType);
  return { status: 206, fields, contentLength: multipart.contentLength, pieces: multipart.pieces };
}
