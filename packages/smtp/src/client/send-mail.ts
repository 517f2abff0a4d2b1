import { abortable, type Deferred, fail, isTwistError, reactor as processReactor } from "@twist/core";
import { connectSMTP } from "./connect-smtp.js";
import type { SMTPTargetOptions } from "./connect-options.js";
import { type MailEnvelope, readCorrespondents } from "./mail-envelope.js";
import type { Message } from "./message-source.js";
import type { MessageOptions } from "./plan-mail.js";
import type { SendResult } from "./send-result.js";
import { serverRoute } from "./server-route.js";
import type { SMTPClient } from "./smtp-client.js";

/** What `sendMail` takes. */
export interface SendMailOptions extends SMTPTargetOptions, MessageOptions {
  readonly envelope: MailEnvelope;
  readonly message: Message;
  /** Gives the mail up. */
  readonly signal?: AbortSignal;
  /** For all of it, from connecting to the server's last reply, in milliseconds. @default Infinity: each step has a time of its own */
  readonly timeoutMs?: number;
}

/**
 * Sends one mail over a connection of its own: what most people need. For many mails there is `SMTPPool`.
 *
 *     const { accepted, rejected } = await sendMail({
 *       host: "mail.example",
 *       auth: { username: "ada", password },
 *       envelope: { from: "ada@mail.example", to: ["bob@example.org"] },
 *       message: "Subject: hi\r\n\r\nhello\r\n",
 *     });
 *
 * Fires once the server has taken the mail for one recipient at least. Fails with a `ConnectError` where there is no connection, and otherwise with an
 * `SMTPClientError`, whose `permanent` says whether it is worth trying again.
 *
 * @throws {TypeError} where the options contradict each other, or there is no recipient.
 */
export function sendMail(options: SendMailOptions): Deferred<SendResult> {
  const { envelope, message, signal, timeoutMs = Infinity, reactor = processReactor } = options;
  serverRoute(options);
  try {
    readCorrespondents(envelope);
  } catch (error) {
    if (!isTwistError(error)) throw error;
    return fail(error);
  }
  const sent = abortable(async (aborted) => {
    const client = await connectSMTP({ ...options, signal: aborted });
    return sendAndQuit(client, () => client.send(envelope, message, { ...options, signal: aborted }));
  }).withSignal(signal);
  return timeoutMs === Infinity ? sent : sent.addTimeout(timeoutMs, reactor);
}

/** The result doesn't wait for the goodbye. */
async function sendAndQuit(client: SMTPClient, send: () => Deferred<SendResult>): Promise<SendResult> {
  try {
    return await send();
  } finally {
    void client.quit();
  }
}
