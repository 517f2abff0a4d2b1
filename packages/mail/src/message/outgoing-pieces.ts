import { separatorBefore } from "./header-section.js";
import type { MessageContent } from "./message-content.js";
import { returnPathOnly } from "./trace-fields.js";

/** A message with `fields` before its header, and without the fields of it named in `dropped`, piece by piece. */
export async function* outgoingPieces(
  fields: string,
  content: MessageContent,
  dropped: ReadonlySet<string> = returnPathOnly,
): AsyncGenerator<Uint8Array, undefined> {
  yield Buffer.from(fields);
  yield content.header.without(dropped);
  const separator = separatorBefore(content.restStart);
  if (separator.length > 0) yield separator;
  yield* content.rest;
}
