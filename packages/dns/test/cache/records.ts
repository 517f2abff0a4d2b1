import { A } from "../../src/records/a.js";
import { CNAME } from "../../src/records/cname.js";
import { SOA } from "../../src/records/soa.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";

export function a(name: string, ttl: number, address = "192.0.2.1"): ResourceRecord {
  return new ResourceRecord({ name, type: A, ttl, data: { address } });
}

export function cname(name: string, ttl: number, target: string): ResourceRecord {
  return new ResourceRecord({ name, type: CNAME, ttl, data: { cname: Name.from(target) } });
}

export function soa(zone: string, ttl: number, minimum: number): ResourceRecord {
  return new ResourceRecord({
    name: zone,
    type: SOA,
    ttl,
    data: {
      mname: Name.from("ns.example."),
      rname: Name.from("hostmaster.example."),
      serial: 1,
      refresh: 7200,
      retry: 3600,
      expire: 1_209_600,
      minimum,
    },
  });
}

export function question(name: string, type: number = A.code): Question {
  return new Question(Name.from(name), type);
}

export function queryFor(asked: Question): Message {
  return Message.query(asked.name, asked.type, { id: 99 });
}

export function response(
  asked: Question,
  parts: { readonly rcode?: number; readonly answer?: ResourceRecord[]; readonly authority?: ResourceRecord[] },
): Message {
  const message = queryFor(asked).reply(parts.rcode === undefined ? {} : { rcode: parts.rcode });
  message.answer = parts.answer ?? [];
  message.authority = parts.authority ?? [];
  return message;
}
