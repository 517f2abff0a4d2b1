import type { ReactorTime } from "@twist/core";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { Cookie } from "../wire/edns/cookie.js";
import { EDNS } from "../wire/edns/edns.js";
import { Message } from "../wire/message.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { AuthorityServer } from "./authority-server.js";
import type { QueryBudget } from "./query-budget.js";

/** What one question to one server may cost. */
export interface AskOptions {
  readonly clock: ReactorTime;
  /** Called for each message, before it is sent. It throws where that is one too many. */
  readonly budget: Pick<QueryBudget, "spend" | "leftMs">;
}

/**
 * Asks a server of a zone, and again in another way where it can't cope: without EDNS, by TCP, with the cookie that it wants. Fails with a
 * `DNSExchangeError` where nothing comes back.
 */
export async function askAuthority(server: AuthorityServer, question: Question, options: AskOptions): Promise<Message> {
  let response = await askOnce(server, question, options);
  if (isEDNSRefused(response) && !server.isPlain && server.hasAnsweredEDNS) {
    // It knows EDNS: this may be another's word, and without EDNS there would be neither cookies nor DNSSEC.
    response = await byTCP(server, question, options);
  }
  if (isCookieWanted(response)) return byTCP(server, question, options);
  if (isEDNSRefused(response) && !server.isPlain) {
    server.setPlain(true);
    const plain = await askOnce(server, question, options);
    // It says the same to everything: then it isn't EDNS.
    if (isEDNSRefused(plain)) server.setPlain(false);
    return plain;
  }
  return response;
}

async function askOnce(server: AuthorityServer, question: Question, options: AskOptions): Promise<Message> {
  try {
    const response = await byUDP(server, question, options);
    return response.tc ? await byTCP(server, question, options) : response;
  } catch (error) {
    if (!(error instanceof DNSExchangeError && error.code === "MISMATCH")) throw error;
    return afterMismatch(server, question, options);
  }
}

/**
 * Something came back that doesn't match. Either somebody guesses, whom TCP keeps out; or it is a server that changes the case of names. Where such
 * a one has no TCP, it is asked by UDP with the name as it is.
 */
async function afterMismatch(server: AuthorityServer, question: Question, options: AskOptions): Promise<Message> {
  const wasPlain = server.losesCase;
  try {
    return await byTCP(server, question, options);
  } catch (error) {
    if (!(error instanceof DNSExchangeError) || wasPlain) throw error;
    server.losesCase = true;
    const response = await byUDP(server, question, options);
    return response.tc ? byTCP(server, question, options) : response;
  }
}

async function byUDP(server: AuthorityServer, question: Question, { clock, budget }: AskOptions): Promise<Message> {
  budget.spend();
  const sentAt = clock.now();
  try {
    const query = makeQuery(server, question);
    const timeoutMs = Math.max(1, Math.min(server.timeoutMs, budget.leftMs));
    const response = await server.udp.exchange(query, { timeoutMs });
    assertCookie(server, response);
    server.answered(clock.now() - sentAt);
    return response;
  } catch (error) {
    // Silence says nothing of EDNS (DNS flag day 2019): what is signed would be bogus without it, for one lost packet.
    if (error instanceof DNSExchangeError && isServersFault(error)) {
      if (error.code === "CONNECTION_FAILED") server.noWay();
      server.failed();
    }
    throw error;
  }
}

async function byTCP(server: AuthorityServer, question: Question, { budget }: AskOptions): Promise<Message> {
  budget.spend();
  try {
    const query = makeQuery(server, question);
    const timeoutMs = Math.max(1, Math.min(server.timeoutMs * 4, 5_000, budget.leftMs));
    const response = await server.tcp.exchange(query, { timeoutMs });
    noteEDNS(server, response);
    return response;
  } catch (error) {
    if (error instanceof DNSExchangeError && isServersFault(error)) server.failed();
    throw error;
  }
}

/** Whether the server, or the way to it, is to blame: not us, and not somebody who guesses answers. */
function isServersFault({ code }: DNSExchangeError): boolean {
  return code !== "MISMATCH" && code !== "TOO_MANY_QUERIES" && code !== "CLOSED";
}

function makeQuery(server: AuthorityServer, { name, type, class: questionClass }: Question): Message {
  if (server.isPlain) return Message.query(name, type, { class: questionClass, recursionDesired: false });
  const edns = new EDNS({ dnssecOk: true });
  edns.set(Cookie, { client: server.clientCookie, server: server.serverCookie });
  return Message.query(name, type, { class: questionClass, recursionDesired: false, edns });
}

/** A response with another's cookie, or without one from a server that has given us one before, isn't from it (RFC 7873 §5.3). */
function assertCookie(server: AuthorityServer, response: Message): void {
  const known = server.serverCookie !== undefined;
  const isOurs = noteEDNS(server, response);
  if (isOurs === false || (isOurs === undefined && known && !server.isPlain && !isEDNSRefused(response))) {
    throw new DNSExchangeError("MISMATCH", `a response of ${server.host} hasn't our cookie`);
  }
}

/** Whether the response has our cookie; undefined for one without any. */
function noteEDNS(server: AuthorityServer, { edns }: Message): boolean | undefined {
  if (edns === undefined) return undefined;
  server.hasAnsweredEDNS = true;
  try {
    const cookie = edns.get(Cookie);
    if (cookie === undefined) return undefined;
    if (!cookie.client.equals(server.clientCookie)) return false;
    if (cookie.server !== undefined) server.serverCookie = Buffer.from(cookie.server);
    return true;
  } catch (error) {
    if (error instanceof DNSDecodeError) return undefined;
    throw error;
  }
}

function isCookieWanted(response: Message): boolean {
  return response.rcode === Rcode.BADCOOKIE;
}

/** What servers say that don't know EDNS, or not our version (RFC 6891 §7). */
function isEDNSRefused({ rcode, edns }: Message): boolean {
  return rcode === Rcode.BADVERS || ((rcode === Rcode.FORMERR || rcode === Rcode.NOTIMP) && edns === undefined);
}
