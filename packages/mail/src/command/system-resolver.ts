// eslint-disable-next-line house/no-ambient-io -- what `twist mail` looks names up with; everything else has its resolver injected
import { promises } from "node:dns";
import type { MXResolver } from "@twist/smtp";

/** The resolver that the system is set up with. */
export const systemResolver: MXResolver = promises;
