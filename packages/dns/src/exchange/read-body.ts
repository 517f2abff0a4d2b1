/** The body of `response`, if it has at most `maxBytes`; otherwise `undefined`, and what is left of it is not fetched. */
export async function readBody(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null) {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes) return undefined;
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks, length);
}
