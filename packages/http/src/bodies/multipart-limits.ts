/** How much a multipart form may have of anything. Over a limit: 413; a part's head: 431. */
export interface MultipartLimits {
  /** Fields that aren't files. @default 256 */
  readonly maxFields: number;
  /** Files. @default 16 */
  readonly maxFiles: number;
  /** Bytes of a field that isn't a file. @default 65536 */
  readonly maxFieldBytes: number;
  /** Bytes of a file. @default 1048576 */
  readonly maxFileBytes: number;
  /** Bytes of the head of a part. @default 4096 */
  readonly maxPartHeaderBytes: number;
}

const DEFAULT_MULTIPART_LIMITS: MultipartLimits = {
  maxFields: 256,
  maxFiles: 16,
  maxFieldBytes: 64 * 1024,
  maxFileBytes: 1024 * 1024,
  maxPartHeaderBytes: 4096,
};

/** The defaults with `changes` over them. @throws {RangeError} where a limit is negative or not a number. */
export function multipartLimits(changes: Partial<MultipartLimits>): MultipartLimits {
  for (const [name, value] of Object.entries(changes)) {
    if (!(value >= 0)) throw new RangeError(`${name} must be a number of at least 0`);
  }
  return { ...DEFAULT_MULTIPART_LIMITS, ...changes };
}
