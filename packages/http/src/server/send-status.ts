import { ERROR_FIELDS, errorText } from "./error-response.js";
import type { HTTPResponse } from "./http-response.js";

/** Answers with nothing but a status, in words: `404 Not Found`. */
export function sendStatus(response: HTTPResponse, status: number): void {
  response.send(status, ERROR_FIELDS, errorText(status));
}
