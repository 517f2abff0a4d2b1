import { abortable, type Deferred, Factory } from "@twist/core";
import type { SMTPTargetOptions } from "./connect-options.js";
import { openSession } from "./open-session.js";
import { serverRoute } from "./server-route.js";
import { SMTPClient, type SMTPClientOptions } from "./smtp-client.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** What `connectSMTP` takes. */
export interface ConnectSMTPOptions extends SMTPTargetOptions, Pick<SMTPClientOptions, "onGone"> {
  /** Gives up when it aborts; what is returned then fails with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to a server, greets it, makes the connection safe and logs in. Fires with a client that mail can be sent with; who asked for it closes it with `quit()`.
 *
 * Fails with a `ConnectError` where there is no connection, and with an `SMTPClientError` where it isn't one to send mail on.
 *
 * @throws {TypeError} where the options contradict each other.
 */
export function connectSMTP(options: ConnectSMTPOptions): Deferred<SMTPClient> {
  const { endpoint, security, serverName } = serverRoute(options);
  const { lmtp, timeouts, maxReplyBytes, onGone, connectTimeoutMs, name, auth } = options;
  const tls = { ...(serverName === undefined ? {} : { serverName }), ...options.tls };
  const factory = Factory.from(
    () =>
      new SMTPClient({
        ...(lmtp === undefined ? {} : { lmtp }),
        ...(timeouts === undefined ? {} : { timeouts }),
        ...(maxReplyBytes === undefined ? {} : { maxReplyBytes }),
        ...(onGone === undefined ? {} : { onGone }),
      }),
  );
  return abortable(async (signal) => {
    const connecting = connectTimeoutMs === undefined ? { signal } : { signal, timeoutMs: connectTimeoutMs };
    const client = await endpoint.connect(factory, connecting);
    const giveUp = (): void => client.abort(givenUp(signal));
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      await openSession(client, { security, tls, name, auth: withServer(auth, options) });
    } catch (error) {
      leave(client);
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    return client;
  }).withSignal(options.signal);
}

/** In good order where the server still listens: it is only that we don't like each other. */
function leave(client: SMTPClient): void {
  if (client.greeting.called) {
    void client.quit();
    return;
  }
  client.greeting.addErrback(() => undefined);
  client.transport.loseConnection();
}

function givenUp(signal: AbortSignal): SMTPClientError {
  return new SMTPClientError("The connection was given up before it was ready", {
    code: "CONNECTION_CLOSED",
    permanent: false,
    cause: signal.reason,
  });
}

/** OAUTHBEARER tells the server whom it thinks it talks to (RFC 7628 §3.1). */
function withServer(auth: ConnectSMTPOptions["auth"], { host, port }: ConnectSMTPOptions): ConnectSMTPOptions["auth"] {
  if (auth?.token === undefined || host === undefined) return auth;
  return { host, ...(port === undefined ? {} : { port }), ...auth };
}
