/**
 * `@twist/http/bodies`: reading what a request carries, within limits.
 *
 * @packageDocumentation
 */
export { contentTypeOf, type MediaType, parseMediaType } from "./media-type.js";
export type { MultipartLimits } from "./multipart-limits.js";
export type { MultipartPart } from "./multipart-part.js";
export { readForm, type ReadFormOptions } from "./read-form.js";
export { readJSON } from "./read-json.js";
export { readMultipart } from "./read-multipart.js";
export { readText, type ReadOptions } from "./read-text.js";
