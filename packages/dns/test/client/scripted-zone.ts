import { recordTypes } from "../../src/records/record-types.js";
import type { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";
import type { Asked, Script } from "../exchange/name-server.js";

const soa = "example. 900 IN SOA ns.example. hostmaster.example. 1 7200 3600 1209600 300";

/** What a recursive resolver knows: `"www.example. A"` and its records as text; none of them is NODATA. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** A script that answers from `known`, and with NXDOMAIN to everything else. */
export function answerFrom(known: Known): Script {
  return (asked) => {
    asked.send(answerTo(asked.message, known));
  };
}

/** The response to `query` from `known`. */
export function answerTo(query: Message, known: Known): Message {
  const texts = known[keyOf(query)];
  const response = query.reply();
  response.ra = true;
  if (texts === undefined) response.rcode = Rcode.NXDOMAIN;
  response.answer = (texts ?? []).map((text) => parseRecord(text));
  if (response.answer.length === 0) response.authority = [parseRecord(soa)];
  return response;
}

/** `"www.example. A"`, whatever its case. */
function keyOf({ question: [question] }: Message): string {
  return question === undefined
    ? ""
    : `${question.name.toString().toLowerCase()} ${recordTypes.mnemonic(question.type)}`;
}

/** What was asked, in order: `"www.example. A"`. */
export function askedFor(asked: readonly Asked[]): string[] {
  return asked.map(({ message }) => keyOf(message));
}

/** A script that says nothing but this. */
export function answerRcode(rcode: number): Script {
  return (asked) => {
    asked.send(asked.message.reply({ rcode }));
  };
}

export const silence: Script = () => undefined;
