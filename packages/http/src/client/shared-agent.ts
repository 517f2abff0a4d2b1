import { Agent } from "./agent.js";

let shared: Agent | undefined;

/** The agent of `request` and `fetch` where none is given: made on first use, for the life of the process. */
export function sharedAgent(): Agent {
  return (shared ??= new Agent());
}
