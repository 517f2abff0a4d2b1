import type { ResourceRecord } from "@twist/dns";
import { parseZone } from "@twist/dns/zone";
import { runProgram } from "../running-program.js";

/** What a server is asked with, and what it answered. */
export interface DigAnswer {
  /** All that was printed. */
  readonly text: string;
  /** `NOERROR`, or another. */
  readonly status: string;
  /** `qr aa rd`. */
  readonly flags: string;
}

/** Asks with dig, or with Knot's kdig, which takes the same words. Fails where there is no answer. */
export async function dig(
  port: number,
  args: readonly string[],
  { program = "dig" }: { readonly program?: string } = {},
): Promise<DigAnswer> {
  const server = ["@127.0.0.1", "-p", String(port), program === "kdig" ? "+retry=0" : "+tries=1", "+time=5"];
  const { code, stdout, stderr } = await runProgram(program, [...server, ...args]);
  const text = stdout.toString("latin1");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${text}\n${stderr}`);
  return {
    text,
    status: /status: (\w+)/.exec(text)?.[1] ?? "",
    flags: /^;; [Ff]lags: ([a-z ]*);/m.exec(text)?.[1] ?? "",
  };
}

/** The records of a section, or of all of them, as dig prints them. */
export function recordsIn({ text }: DigAnswer, section = ""): readonly ResourceRecord[] {
  const from = section === "" ? 0 : text.indexOf(`;; ${section} SECTION:`);
  if (from < 0) return [];
  const to = section === "" ? text.length : text.indexOf("\n\n", from);
  // A signature isn't in the form of a zone file.
  const lines = text.slice(from, to < 0 ? text.length : to).replace(/^\S+\s+0\s+ANY\s+TSIG\s.*$/gm, "");
  return parseZone(lines, { origin: "." });
}
