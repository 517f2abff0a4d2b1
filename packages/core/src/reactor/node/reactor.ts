import { NodeReactor } from "./node-reactor.js";

/** The reactor that everything uses that is not given another one. */
export const reactor = new NodeReactor();
