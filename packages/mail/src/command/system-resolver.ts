import { promises } from "node:dns";
import type { MXResolver } from "@twist/smtp";

/** The resolver that the system is set up with. */
export const systemResolver: MXResolver = promises;
