/** Several things that end together, the last one first: what `AsyncDisposableStack` does, which Node 20 lacks. */
export class DisposedTogether implements AsyncDisposable {
  readonly #parts: AsyncDisposable[] = [];

  use<Part extends AsyncDisposable>(part: Part): Part {
    this.#parts.push(part);
    return part;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of this.#parts.reverse()) await part[Symbol.asyncDispose]();
  }
}
