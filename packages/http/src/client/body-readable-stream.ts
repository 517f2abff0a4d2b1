import { ReadableStream, type ReadableByteStreamController } from "node:stream/web";
import type { BodyFlow } from "./body-flow.js";

/** `body` as a Web Stream: it flows while the stream wants more, and waits while it doesn't. */
export function bodyReadableStream(body: BodyFlow): ReadableStream<Uint8Array> {
  let cancelled = false;
  return new ReadableStream(
    {
      type: "bytes",
      start(controller: ReadableByteStreamController) {
        body.pipe({
          bodyChunk(chunk) {
            // A byte stream takes the memory over, which other chunks may share.
            controller.enqueue(new Uint8Array(chunk));
            if ((controller.desiredSize ?? 0) <= 0) body.pause();
          },
          bodyEnd() {
            if (cancelled) return;
            controller.close();
            controller.byobRequest?.respond(0);
          },
          bodyFailed(error) {
            if (!cancelled) controller.error(error);
          },
        });
      },
      pull() {
        body.resume();
      },
      cancel(reason: unknown) {
        cancelled = true;
        body.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
