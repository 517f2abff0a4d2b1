/** Ours, as a user of Twist writes it. */
import { fetch, request } from "@twist/http";
import { measureClient } from "./measure-client.js";

measureClient({
  request: (url) => async () => {
    const response = await request(url);
    return response.text();
  },
  fetch: (url) => async () => {
    const response = await fetch(url);
    return response.text();
  },
});
