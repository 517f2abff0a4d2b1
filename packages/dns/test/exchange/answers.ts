import { A } from "../../src/records/a.js";
import type { Message } from "../../src/wire/message.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import type { Asked } from "./name-server.js";

/** The good answer to an A query: one address. */
export function addressAnswer(query: Message, address = "192.0.2.1", ttl = 300): Message {
  const reply = query.reply();
  const [question] = query.question;
  if (question !== undefined) {
    reply.answer.push(new ResourceRecord({ name: question.name, type: A, ttl, data: { address } }));
  }
  return reply;
}

/** A script that answers everything with one address. */
export function answerAddress(address = "192.0.2.1"): (asked: Asked) => void {
  return (asked) => {
    asked.send(addressAnswer(asked.message, address));
  };
}

/** What the records of the answer section say, as text. */
export function answerTexts(response: Message): string[] {
  return response.answer.map((record) => record.toString());
}
