/** What the platform keeps of a body besides the stream that it makes of it. */
interface PlatformBody {
  readonly stream: ReadableStream;
  /** What it was made of; nothing where that was a stream. */
  readonly source: unknown;
}

interface PlatformState {
  readonly body?: PlatformBody | null;
}

/** Where the platform's responses keep their state; `undefined` where they keep it to themselves, as from Node 24 on, or haven't been looked at. */
let stateKey: symbol | undefined;

/**
 * The text or bytes that the platform's `response` was made of, which is used up then as if it had been read. Reading it out of its stream again, three
 * promises for a body that is all there, costs as much as all the rest that we do for a request.
 * @param response Not used yet.
 * @returns `undefined` where it was made of something else, or where the platform doesn't tell: its stream is to be read.
 */
export function takePlatformContent(response: Response): string | Uint8Array | undefined {
  const body = stateOf(response)?.body;
  if (body === undefined || body === null) return undefined;
  const { source, stream } = body;
  const isWhole = typeof source === "string" || source instanceof Uint8Array;
  if (!isWhole || response.body !== stream || stream.locked) return undefined;
  stream.cancel().catch(() => undefined);
  return source;
}

function stateOf(response: Response): PlatformState | undefined {
  stateKey ??= Object.getOwnPropertySymbols(response).find(({ description }) => description === "state");
  return stateKey === undefined ? undefined : (Reflect.get(response, stateKey) as PlatformState | undefined);
}
