/** Ours, as a user of Twist writes it. */
import { Agent, fetch, request } from "@twist/http";
import { measureClient } from "./measure-client.js";

const agent = new Agent();

measureClient({
  agent: (url) => async () => {
    const response = await agent.request({ url });
    return response.text();
  },
  request: (url) => async () => {
    const response = await request(url);
    return response.text();
  },
  fetch: (url) => async () => {
    const response = await fetch(url);
    return response.text();
  },
});
