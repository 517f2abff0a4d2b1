import { v2Signature } from "../haproxy/proxy-v2.js";
import { matchPrefix } from "./match-prefix.js";

/** Matches a header of the PROXY protocol, version 1 or 2. Its route is an `HAProxyWrappingFactory`, which sees to who may say so. */
export const matchProxy = matchPrefix("PROXY ", v2Signature);
