const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of `message`, or `undefined` where it isn't UTF-8. */
export function messageText(message: Uint8Array): string | undefined {
  try {
    return decoder.decode(message);
  } catch {
    return undefined;
  }
}
