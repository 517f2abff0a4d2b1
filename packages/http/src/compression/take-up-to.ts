/** A body of which the start has been looked at. */
export interface Taken {
  /** All of it, from its first byte. */
  readonly body: ReadableStream<Uint8Array>;
  /** How many bytes of it are there: all, where they are fewer than were asked for. */
  readonly size: number;
}

/** Reads `body` until `minBytes` are there, or it ends. */
export async function takeUpTo(body: ReadableStream<Uint8Array>, minBytes: number): Promise<Taken> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let done = false;
  while (size < minBytes && !done) {
    const next = await reader.read();
    if (next.done) done = true;
    else {
      chunks.push(next.value);
      size += next.value.length;
    }
  }
  const rest = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (done) controller.close();
    },
    pull: async (controller) => {
      const next = await reader.read();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { body: rest, size };
}
