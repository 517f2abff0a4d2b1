import type { BodySink } from "./body-sink.js";

/** A body that flows into one sink, as the sink sees it. */
export interface BodyFlow {
  /** Lets it flow into `sink`, beginning now with what has come. @throws {TypeError} where it is used already. */
  pipe(sink: BodySink): void;
  /** No more until `resume`. */
  pause(): void;
  /** More, please. */
  resume(): void;
  /** Gives it up: the sink gets `reason`, and the connection is closed where not all of it has come. */
  cancel(reason?: unknown): void;
}
