import { Response as LightResponse } from "./light-response.js";
import { platformResponse } from "./platform-response.js";

/**
 * Makes the `Response` of this package the process's: for frameworks that make their responses by the global, such as Hono, whose applications are
 * served about three times as fast then. What the platform itself makes, `fetch` for example, stays an instance of `Response` too.
 *
 *     overrideGlobalResponse();
 *     new HTTPFactory({ handler: app.fetch });
 *
 * @returns what puts the platform's back.
 */
export function overrideGlobalResponse(): () => void {
  const platform = platformResponse();
  setGlobal(LightResponse);
  return () => {
    setGlobal(platform);
  };
}

function setGlobal(value: typeof globalThis.Response): void {
  Object.defineProperty(globalThis, "Response", { value, writable: true, enumerable: false, configurable: true });
}
