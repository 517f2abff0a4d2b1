/** The handlers of a reactor that lives in memory: signals come when the test sends them. */
export class SignalHandlers {
  readonly #handlers = new Map<NodeJS.Signals, Set<() => void>>();

  /** @returns a function that takes the handler back. */
  add(signal: NodeJS.Signals, handler: () => void): () => void {
    const own = (): void => {
      handler();
    };
    const handlers = this.#handlers.get(signal) ?? new Set();
    this.#handlers.set(signal, handlers.add(own));
    return () => {
      handlers.delete(own);
    };
  }

  /** Calls the handlers of `signal`. @returns whether there was any. */
  send(signal: NodeJS.Signals): boolean {
    const handlers = [...(this.#handlers.get(signal) ?? [])];
    for (const handler of handlers) handler();
    return handlers.length > 0;
  }
}
