import { ClientResponse } from "../../src/client/client-response.js";
import type { RequestOptions } from "../../src/client/request-options.js";
import type { Requester } from "../../src/client/requester.js";
import { ResponseBody } from "../../src/client/response-body.js";
import { Headers } from "../../src/wire/headers.js";

/** One answer of a script. An `Error` is thrown. */
export type Answer =
  | Error
  | {
      readonly status?: number;
      readonly headers?: Record<string, string> | readonly (readonly [string, string])[];
      readonly body?: Uint8Array | string;
    };

/** A request as the server would see it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly options: RequestOptions;
}

/** Answers from a list, and remembers what it was asked. */
export class ScriptedRequester implements Requester {
  readonly seen: Seen[] = [];
  readonly bodies: ResponseBody[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  async request(options: RequestOptions): Promise<ClientResponse> {
    const url = new URL(options.url);
    this.seen.push({ method: options.method ?? "GET", url: url.href, headers: new Headers(options.headers), options });
    const answer = this.#answers.shift() ?? { status: 200 };
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = "" } = answer;
    const content = new ResponseBody({ pauseBody: () => {}, resumeBody: () => {}, cancelBody: () => {} });
    if (body.length > 0) content.bodyChunk(Buffer.from(body));
    content.bodyEnd(undefined);
    this.bodies.push(content);
    return new ClientResponse({ status, reason: "", headers: new Headers(headers) }, url, content);
  }
}
