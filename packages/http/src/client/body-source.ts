/** Where the content of a response comes from, to be slowed down or given up. */
export interface BodySource {
  /** Send no more content until `resumeBody`. */
  pauseBody(): void;
  resumeBody(): void;
  /** Nobody wants the rest. The body fails with `reason`. */
  cancelBody(reason: unknown): void;
}
