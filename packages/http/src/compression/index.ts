/**
 * `@twist/http/compression`: compressed responses.
 *
 * @packageDocumentation
 */
export type { CompressionCoding } from "./coding.js";
export { compressFetch, type CompressionOptions } from "./compress-fetch.js";
