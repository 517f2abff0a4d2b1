import type { HTTPRequest } from "../server/http-request.js";
import { unsupportedType } from "./refuse-body.js";
import { contentTypeOf } from "./media-type.js";
import { type MultipartLimits, multipartLimits } from "./multipart-limits.js";
import type { MultipartPart } from "./multipart-part.js";
import { MultipartReader } from "./multipart-reader.js";

/** RFC 2046 §5.1.1. */
const MAX_BOUNDARY_LENGTH = 70;

/**
 * The fields of a `multipart/form-data` request (RFC 7578), one after the other. Nothing is gathered: a file of any size is read as fast as the loop takes it.
 *
 *     for await (const part of readMultipart(request, { maxFileBytes: 1e9 })) {
 *       if (part.filename === undefined) fields.set(part.name, await part.text());
 *       else for await (const chunk of part) await file.write(chunk);
 *     }
 *
 * @throws {RangeError} at the call, where a limit can't be one. @throws {HTTPError} from the loop: 415 for another type, 413 over a limit, 400 where the content
 *   isn't what it says. Uncaught, each answers itself.
 */
export function readMultipart(
  request: HTTPRequest,
  limits: Partial<MultipartLimits> = {},
): AsyncGenerator<MultipartPart, void, void> {
  return parts(request, multipartLimits(limits));
}

async function* parts(request: HTTPRequest, limits: MultipartLimits): AsyncGenerator<MultipartPart, void, void> {
  const type = contentTypeOf(request);
  const boundary = type?.essence === "multipart/form-data" ? type.parameters.get("boundary") : undefined;
  if (boundary === undefined || boundary === "" || boundary.length > MAX_BOUNDARY_LENGTH)
    throw unsupportedType(request, "the content must be multipart/form-data with a boundary");
  const reader = new MultipartReader(request, boundary, limits);
  try {
    for (;;) {
      const part = await reader.nextPart();
      if (part === undefined) return;
      yield part;
    }
  } finally {
    reader.discard();
  }
}
