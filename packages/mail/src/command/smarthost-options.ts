import { readFile } from "node:fs/promises";
import { OptionsError } from "@twist/core/application";
import type { Smarthost } from "../routes/smarthost-route.js";

/** What the command line says of the smarthost. */
export interface SmarthostOptions {
  readonly smarthost: string | undefined;
  readonly smarthostUser: string | undefined;
  readonly smarthostPassword: string | undefined;
}

const implicitTLSPort = 465;

/** Reads them. A login goes out inside TLS only. @throws {OptionsError} */
export async function smarthostOf(options: SmarthostOptions): Promise<Smarthost | undefined> {
  const { smarthost, smarthostUser, smarthostPassword } = options;
  if (smarthost === undefined) {
    if ((smarthostUser ?? smarthostPassword) === undefined) return undefined;
    throw new OptionsError("--smarthost-user and --smarthost-password go with --smarthost.");
  }
  if ((smarthostUser === undefined) !== (smarthostPassword === undefined)) {
    throw new OptionsError("--smarthost-user and --smarthost-password go together.");
  }
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(smarthost) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || port === 0 || (port ?? 0) > 65_535) {
    throw new OptionsError("--smarthost is HOST or HOST:PORT, with an IPv6 address in brackets.");
  }
  const to = { host, ...(port === undefined ? {} : { port }) };
  if (port === implicitTLSPort) return { ...to, security: "tls", ...(await auth(smarthostUser, smarthostPassword)) };
  if (smarthostUser === undefined)
    return { ...to, port: port ?? 25, security: "opportunistic", tls: { verify: false } };
  return { ...to, port: port ?? 587, security: "starttls", ...(await auth(smarthostUser, smarthostPassword)) };
}

async function auth(username: string | undefined, file: string | undefined): Promise<Pick<Smarthost, "auth">> {
  if (username === undefined || file === undefined) return {};
  try {
    const [password = ""] = (await readFile(file, "utf8")).split(/\r?\n/, 1);
    return { auth: { username, password } };
  } catch (cause) {
    throw new OptionsError(`--smarthost-password: ${file} can't be read`, { cause });
  }
}
