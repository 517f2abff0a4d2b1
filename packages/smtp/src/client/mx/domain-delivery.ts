import { TLSHandshakeError } from "@twist/core";
import { connectSMTP } from "../connect-smtp.js";
import type { MailRecipient } from "../mail-envelope.js";
import type { SMTPClient } from "../smtp-client.js";
import { SMTPClientError } from "../smtp-client-error.js";
import { mailHosts } from "./mail-hosts.js";
import type { DeliverToMXOptions, MXAccepted, MXFailed, MXPolicy } from "./mx-delivery-options.js";

const smtpPort = 25;
const defaultMaxHosts = 5;

/** A recipient that isn't settled, and why not yet. */
interface Pending {
  readonly recipient: MailRecipient;
  error: Error;
  /** The server that it comes from. */
  host: string | undefined;
}

/** Delivers a mail to the recipients of one domain: tries its servers in order, until each recipient is accepted or refused for good. */
export class DomainDelivery {
  readonly accepted: MXAccepted[] = [];
  readonly failed: MXFailed[] = [];
  readonly #domain: string;
  readonly #options: DeliverToMXOptions;
  readonly #signal: AbortSignal;
  #pending: Pending[];
  /** The server that is being tried. */
  #host: string | undefined;

  constructor(domain: string, recipients: readonly MailRecipient[], options: DeliverToMXOptions, signal: AbortSignal) {
    this.#domain = domain;
    this.#options = options;
    this.#signal = signal;
    const error = new SMTPClientError(`No mail server of ${domain} may be used`, {
      code: "NO_MAIL_SERVER",
      permanent: false,
    });
    this.#pending = recipients.map((recipient) => ({ recipient, error, host: undefined }));
  }

  /** Fires when each recipient is in `accepted` or `failed`. Fails only where it is given up. */
  async run(): Promise<void> {
    for (const host of await this.#hosts()) {
      if (this.#pending.length === 0) break;
      this.#signal.throwIfAborted();
      if (!(await this.#try(host))) break;
    }
    this.#failAll();
  }

  async #hosts(): Promise<readonly string[]> {
    const literal = addressIn(this.#domain);
    if (literal !== undefined) return [literal];
    const { resolver, random = Math.random, maxHosts = defaultMaxHosts, name } = this.#options;
    const isSelf =
      this.#options.isSelf ?? ((host: string) => host.replace(/\.$/, "").toLowerCase() === name?.toLowerCase());
    try {
      return (await mailHosts(this.#domain, { resolver, random, isSelf })).slice(0, maxHosts);
    } catch (error) {
      this.#note(error);
      return [];
    }
  }

  /** @returns whether another server may be tried. */
  async #try(host: string): Promise<boolean> {
    this.#host = host;
    try {
      const client = await this.#connect(host);
      if (client !== undefined) await this.#send(host, client);
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#note(error);
      // A server that got the message and didn't answer may have taken it: another one would make two of it.
      return !(error instanceof SMTPClientError && error.reply === undefined && error.command === "DATA");
    }
  }

  async #connect(host: string): Promise<SMTPClient | undefined> {
    const { policy } = this.#options;
    const held = policy === undefined ? {} : await policy(this.#domain, host);
    if (held === undefined) return undefined;
    if (held.security === "starttls") return this.#open(host, "starttls", held);
    try {
      return await this.#open(host, "opportunistic", held);
    } catch (error) {
      // TLS with anybody is only better than none where it works (RFC 7435 §3).
      if (!failedInTLS(error)) throw error;
      this.#signal.throwIfAborted();
      return await this.#open(host, "none", held);
    }
  }

  async #open(host: string, security: "opportunistic" | "starttls" | "none", { tls }: MXPolicy): Promise<SMTPClient> {
    const { port = smtpPort, name, timeouts, connectTimeoutMs, maxReplyBytes, reactor } = this.#options;
    return connectSMTP({
      host,
      port,
      security,
      tls: { ...(security === "opportunistic" ? { verify: false } : {}), ...tls },
      signal: this.#signal,
      ...(name === undefined ? {} : { name }),
      ...(timeouts === undefined ? {} : { timeouts }),
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
      ...(maxReplyBytes === undefined ? {} : { maxReplyBytes }),
      ...(reactor === undefined ? {} : { reactor }),
    });
  }

  async #send(host: string, client: SMTPClient): Promise<void> {
    const { envelope, message } = this.#options;
    const to = this.#pending.map(({ recipient }) => recipient);
    try {
      const result = await client.send({ ...envelope, to }, message, { ...this.#options, signal: this.#signal });
      const { reply, queueId } = result;
      const took = new Set(result.accepted);
      const reports = client.extensions.has("DSN");
      for (const address of took) this.accepted.push({ address, host, reply, queueId, reports });
      this.#settleRejected(result.rejected);
      this.#pending = this.#pending.filter(({ recipient }) => !took.has(recipient.address));
    } catch (error) {
      if (error instanceof SMTPClientError) this.#settleRejected(error.rejected);
      throw error;
    } finally {
      void client.quit();
    }
  }

  /** Those that are refused for good are done with; the others may have more luck with another server. */
  #settleRejected(rejected: SMTPClientError["rejected"]): void {
    for (const { address, reply, permanent } of rejected) {
      const error = new SMTPClientError(`The mail server of ${this.#domain} does not take the recipient`, {
        code: "RECIPIENTS_REFUSED",
        command: "RCPT",
        reply,
      });
      if (permanent) this.failed.push({ address, permanent, host: this.#host, reply, error });
      for (const pending of this.#pending) {
        if (pending.recipient.address === address) Object.assign(pending, { error, host: this.#host });
      }
      if (permanent) this.#pending = this.#pending.filter(({ recipient }) => recipient.address !== address);
    }
  }

  /** `error` hit all that are left. One that is for good leaves no other server to be tried: each would say the same. */
  #note(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error("the attempt failed", { cause: thrown });
    const ofRecipients = error instanceof SMTPClientError && error.code === "RECIPIENTS_REFUSED";
    if (ofRecipients) return;
    for (const pending of this.#pending) Object.assign(pending, { error, host: this.#host });
    if (isFinal(error)) this.#failAll();
  }

  #failAll(): void {
    for (const { recipient, error, host } of this.#pending) {
      const reply = error instanceof SMTPClientError ? error.reply : undefined;
      const permanent = error instanceof SMTPClientError && error.permanent;
      this.failed.push({ address: recipient.address, permanent, host, reply, error });
    }
    this.#pending = [];
  }
}

/** A server that doesn't want the connection says nothing about the mail, so that another one may take it. */
function isFinal(error: Error): boolean {
  if (!(error instanceof SMTPClientError) || !error.permanent) return false;
  return error.code !== "GREETING_REFUSED" && error.code !== "COMMAND_REFUSED" && error.code !== "TLS_REQUIRED";
}

function failedInTLS(error: unknown): boolean {
  return error instanceof TLSHandshakeError || (error instanceof SMTPClientError && error.code === "STARTTLS_FAILED");
}

/** `[192.0.2.1]` and `[IPv6:2001:db8::1]` are the server themselves (RFC 5321 §4.1.3). */
function addressIn(domain: string): string | undefined {
  return /^\[(?:IPv6:)?([0-9a-f:.]+)\]$/i.exec(domain)?.[1];
}
