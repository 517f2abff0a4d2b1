/**
 * In a benchmark's own process: answers the requests of its {@link Program}, one at a time.
 *
 * @param {Readonly<Record<string, (argument: any) => unknown>>} requests
 */
export function answer(requests) {
  process.on("message", (/** @type {{ request: string, argument: unknown }} */ { request, argument }) => {
    const handler = requests[request];
    if (handler === undefined) throw new Error(`nothing here answers "${request}"`);
    void Promise.resolve(handler(argument)).then((result) => process.send?.(result ?? null));
  });
  process.on("disconnect", () => {
    process.exit();
  });
}
