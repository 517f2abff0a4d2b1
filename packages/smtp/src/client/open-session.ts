import type { TLSClientOptions } from "@twist/core";
import type { SMTPSecurity } from "./connect-options.js";
import { isLocal } from "../is-local.js";
import type { SMTPAuth, SMTPClient } from "./smtp-client.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** What is said between connecting and the first mail. */
export interface SessionOptions {
  /** `undefined`: STARTTLS, unless the connection is TLS or to this machine. */
  readonly security: SMTPSecurity | undefined;
  readonly tls: TLSClientOptions;
  readonly name: string | undefined;
  readonly auth: SMTPAuth | undefined;
}

/** Takes a new connection to where mail can be sent: greeting, EHLO, STARTTLS and EHLO again, AUTH. */
export async function openSession(client: SMTPClient, options: SessionOptions): Promise<void> {
  const { auth, name } = options;
  const wantsTLS = mustBecomeTLS(client, options.security);
  await client.greeting;
  await client.hello(name);
  if (wantsTLS === "must" || (wantsTLS === "may" && client.extensions.has("STARTTLS"))) {
    await becomeTLS(client, options.tls);
    await client.hello(name);
  }
  if (auth !== undefined) await client.authenticate(auth);
}

type Wanted = "must" | "may" | "no";

/** @throws {SMTPClientError} `TLS_REQUIRED` where the connection isn't what `security` asks for. */
function mustBecomeTLS({ transport }: SMTPClient, security: SMTPSecurity | undefined): Wanted {
  if (transport.secure !== undefined) return "no";
  switch (security) {
    case undefined:
      return isLocal(transport) ? "no" : "must";
    case "starttls":
      return "must";
    case "opportunistic":
      return "may";
    case "none":
      return "no";
    case "none-on-loopback":
      if (isLocal(transport)) return "no";
      throw tlsRequired('the server is not on this machine, which security "none-on-loopback" asks for');
    case "tls":
      throw tlsRequired('the endpoint connects without TLS, which security "tls" asks for; use a "tls:" endpoint');
  }
}

async function becomeTLS(client: SMTPClient, tls: TLSClientOptions): Promise<void> {
  if (!client.extensions.has("STARTTLS")) {
    throw tlsRequired(
      "the server does not offer STARTTLS, or somebody in between hides that it does; nothing was sent in clear",
    );
  }
  await client.startTLS(tls);
}

function tlsRequired(why: string): SMTPClientError {
  return new SMTPClientError(`The connection must be encrypted, and ${why}`, { code: "TLS_REQUIRED", permanent: true });
}
