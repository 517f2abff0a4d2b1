import type { ResponseWriter } from "../machine/response-writer.js";
import type { HTTPRequest } from "./http-request.js";
import type { HTTPResponse } from "./http-response.js";

/** The responses of a connection that are not complete, in the order of their requests. There is hardly ever a second one, so the array is made for that. */
export class PendingResponses {
  #first: HTTPResponse | undefined = undefined;
  #others: HTTPResponse[] | undefined = undefined;

  /** The one whose turn it is. */
  get first(): HTTPResponse | undefined {
    return this.#first;
  }

  push(response: HTTPResponse): void {
    if (this.#first === undefined) this.#first = response;
    else (this.#others ??= []).push(response);
  }

  remove(response: HTTPResponse): void {
    const others = this.#others;
    if (response === this.#first) {
      this.#first = others?.shift();
    } else if (others !== undefined) {
      const index = others.indexOf(response);
      if (index >= 0) others.splice(index, 1);
    }
    if (others?.length === 0) this.#others = undefined;
  }

  writtenBy(writer: ResponseWriter): HTTPResponse | undefined {
    if (this.#first?.isWrittenBy(writer) === true) return this.#first;
    return this.#others?.find((response) => response.isWrittenBy(writer));
  }

  answering(request: HTTPRequest): HTTPResponse | undefined {
    if (this.#first?.request === request) return this.#first;
    return this.#others?.find((response) => response.request === request);
  }

  /** Takes all of them. */
  takeAll(): HTTPResponse[] {
    const all = this.#first === undefined ? [] : [this.#first, ...(this.#others ?? [])];
    this.#first = this.#others = undefined;
    return all;
  }
}
