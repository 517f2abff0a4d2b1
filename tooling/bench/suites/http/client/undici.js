/** undici: a pool's `request`, its quickest way, and its `fetch`. */
import { Agent, Pool, fetch } from "undici";
import { measureClient } from "./measure-client.js";

/** As many as there are requests at a time, which is what ours takes by default. */
const connections = 64;

/** @type {Pool | undefined} */
let pool;
const dispatcher = new Agent({ connections });

measureClient({
  request: (url) => {
    const origin = (pool ??= new Pool(url, { connections }));
    return async () => {
      const { body } = await origin.request({ path: "/", method: "GET" });
      return body.text();
    };
  },
  fetch: (url) => async () => {
    const response = await fetch(url, { dispatcher });
    return response.text();
  },
});
