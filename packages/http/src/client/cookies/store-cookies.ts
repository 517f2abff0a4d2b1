import { Headers } from "../../wire/headers.js";
import { requestURL } from "../prepared-request.js";
import type { Requester } from "../requester.js";
import type { CookieJar } from "./cookie-jar.js";

/**
 * Sends the cookies of `jar`, and puts those of the answers into it. Inside `followRedirects` each step gets its own.
 *
 *     const browser = followRedirects(storeCookies(agent, new CookieJar()));
 */
export function storeCookies(requester: Requester, jar: CookieJar): Requester {
  return {
    async request(options) {
      const url = requestURL(options);
      const field = jar.cookieField(url);
      let request = options;
      if (field !== undefined) {
        const headers = new Headers(options.headers);
        const own = headers.get("cookie");
        headers.set("Cookie", own === undefined ? field : `${own}; ${field}`);
        request = { ...options, headers };
      }
      const response = await requester.request(request);
      for (const line of response.headers.getAll("set-cookie")) jar.setCookie(line, url);
      return response;
    },
  };
}
