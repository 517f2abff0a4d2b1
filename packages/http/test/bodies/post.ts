import { HTTPFactory } from "../../src/server/http-factory.js";
import type { HTTPRequest } from "../../src/server/http-request.js";
import { inject } from "../../src/testing/inject.js";

/** Posts `body`, has `read` read it, and gives what it gave as JSON, or the status where that isn't 200. */
export async function post(
  type: string | undefined,
  body: Uint8Array | string,
  read: (request: HTTPRequest) => Promise<unknown>,
): Promise<unknown> {
  const factory = new HTTPFactory({
    onRequest: async (request, response) => {
      response.send(200, {}, JSON.stringify(await read(request)));
    },
  });
  const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };
  const response = await inject(factory, { method: "POST", headers, body });
  return response.status === 200 ? response.json() : response.status;
}
