import { sanitizeForLog } from "@twist/core/wire";
import { typeMnemonic } from "../records/type-codes.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { EDNS, EDNSOption } from "../wire/edns/edns.js";
import { Cookie } from "../wire/edns/cookie.js";
import { ExtendedError, ExtendedErrorCode } from "../wire/edns/extended-error.js";
import { NameServerID } from "../wire/edns/name-server-id.js";
import { HeaderFlag } from "../wire/header-flag.js";
import type { Message } from "../wire/message.js";
import { opcodeText } from "../wire/opcode.js";
import type { Question } from "../wire/question.js";
import { rcodeText } from "../wire/rcode.js";
import { classText } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";

const flags = [
  ["qr", HeaderFlag.QR],
  ["aa", HeaderFlag.AA],
  ["tc", HeaderFlag.TC],
  ["rd", HeaderFlag.RD],
  ["ra", HeaderFlag.RA],
  ["z", HeaderFlag.Z],
  ["ad", HeaderFlag.AD],
  ["cd", HeaderFlag.CD],
] as const;

const extendedErrors = new Map<number, string>(Object.entries(ExtendedErrorCode).map(([name, code]) => [code, name]));

/**
 * A message for people, in the form that `dig` made known: header, EDNS, then each section with a record a line. What a peer has put
 * into it can't reach a terminal as control characters. Records that can't be read stand as comments.
 */
export function formatMessage(message: Message): string {
  const { question, answer, authority, additional, edns } = message;
  const parts = [header(message)];
  if (edns !== undefined) parts.push(ednsText(edns));
  if (question.length > 0) parts.push(section("QUESTION", question.map(questionText)));
  if (answer.length > 0) parts.push(section("ANSWER", answer.map(recordText)));
  if (authority.length > 0) parts.push(section("AUTHORITY", authority.map(recordText)));
  if (additional.length > 0) parts.push(section("ADDITIONAL", additional.map(recordText)));
  return parts.join("\n");
}

function header(message: Message): string {
  const set = flags.filter(([, flag]) => (message.flags & flag) !== 0).map(([name]) => ` ${name}`);
  const counts = [
    `QUERY: ${String(message.question.length)}`,
    `ANSWER: ${String(message.answer.length)}`,
    `AUTHORITY: ${String(message.authority.length)}`,
    `ADDITIONAL: ${String(message.additional.length + (message.edns === undefined ? 0 : 1))}`,
  ];
  return (
    `;; ->>HEADER<<- opcode: ${opcodeText(message.opcode)}, status: ${rcodeText(message.rcode)}, id: ${String(message.id)}\n` +
    `;; flags:${set.join("")}; ${counts.join(", ")}\n`
  );
}

function ednsText(edns: EDNS): string {
  const set = edns.dnssecOk ? " do" : "";
  const options = edns.options.map((option) => `; ${optionText(option)}\n`).join("");
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: ${String(edns.version)}, flags:${set}; udp: ${String(edns.udpPayloadBytes)}\n${options}`;
}

function optionText({ code, data }: EDNSOption): string {
  const hex = data.toString("hex");
  switch (code) {
    case Cookie.code:
      return `COOKIE: ${hex}`;
    case NameServerID.code:
      return `NSID: ${hex} ("${sanitizeForLog(data)}")`;
    case ExtendedError.code:
      return data.length < 2 ? `EDE: ${hex}` : extendedErrorText(data);
    default:
      return `OPT=${String(code)}: ${hex}`;
  }
}

function extendedErrorText(data: Buffer): string {
  const code = data.readUInt16BE(0);
  const name = extendedErrors.get(code);
  const text = data.subarray(2);
  return (
    `EDE: ${String(code)}${name === undefined ? "" : ` (${name})`}` +
    (text.length === 0 ? "" : `: ${sanitizeForLog(text)}`)
  );
}

function section(name: string, lines: readonly string[]): string {
  return `;; ${name} SECTION:\n${lines.map((line) => `${line}\n`).join("")}`;
}

function questionText({ name, type, class: questionClass }: Question): string {
  return `;${name.toString()} ${classText(questionClass)} ${typeMnemonic(type)}`;
}

function recordText(record: ResourceRecord): string {
  try {
    return record.toString();
  } catch (error) {
    if (error instanceof DNSDecodeError) return `; a record that can't be read: ${error.message}`;
    throw error;
  }
}
