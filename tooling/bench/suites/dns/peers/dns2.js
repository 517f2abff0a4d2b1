/** dns2 from npm, with a handler that looks answers up in a `Map`. */
import dns2 from "dns2";
import { once } from "node:events";
import { serve } from "./serve.js";
import { records, ttl } from "./zone.js";

const { Packet } = dns2;

serve(async () => ({ one: await listen("one"), mixed: await listen("mixed") }));

/** @param {import("./zone.js").Service} service */
async function listen(service) {
  const answers = new Map(
    records[service]().map((record) => [`${record.name} ${String(Packet.TYPE[record.type])}`, answerOf(record)]),
  );
  const server = dns2.createUDPServer((request, send) => {
    const response = Packet.createResponseFromRequest(request);
    response.header.aa = 1;
    const [question] = request.questions;
    const found = answers.get(`${question?.name.toLowerCase() ?? ""} ${String(question?.type)}`);
    if (found !== undefined) response.answers.push(found);
    send(response);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  server.setRecvBufferSize(1_048_576);
  return server.address().port;
}

/** @param {import("./zone.js").ZoneRecord} record @returns {any} */
function answerOf({ name, type, data }) {
  const base = { name, type: Packet.TYPE[type], class: Packet.CLASS.IN, ttl };
  const words = data.split(" ");
  switch (type) {
    case "A":
    case "AAAA":
      return { ...base, address: data };
    case "CNAME":
      return { ...base, domain: withoutDot(data) };
    case "MX":
      return { ...base, priority: Number(words[0]), exchange: withoutDot(words[1]) };
    case "TXT":
      return { ...base, data: data.slice(1, -1) };
    case "SRV": {
      const [priority, weight, port] = words.map(Number);
      return { ...base, priority, weight, port, target: withoutDot(words[3]) };
    }
  }
}

/** @param {string | undefined} name */
function withoutDot(name = "") {
  return name.replace(/\.$/, "");
}
