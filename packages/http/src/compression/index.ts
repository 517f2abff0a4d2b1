/**
 * `@twist/http/compression`: compressed answers.
 *
 * @packageDocumentation
 */
export type { CompressionCoding } from "./coding.js";
export { compress } from "./compress.js";
export type { CompressionOptions } from "./negotiated-encoding.js";
