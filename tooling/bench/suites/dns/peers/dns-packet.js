/** The codec that most of npm uses, behind `node:dgram`: looks answers up in a `Map`. */
import packet from "dns-packet";
import { bind } from "./bind.js";
import { serve } from "./serve.js";
import { records, ttl } from "./zone.js";

serve(async () => ({ one: await listen("one"), mixed: await listen("mixed") }));

/** @param {import("./zone.js").Service} service */
function listen(service) {
  const answers = new Map(records[service]().map((record) => [`${record.name} ${record.type}`, [answerOf(record)]]));
  return bind((socket, data, from) => {
    const query = packet.decode(data);
    const [question] = query.questions ?? [];
    const found = answers.get(`${question?.name.toLowerCase() ?? ""} ${question?.type ?? ""}`);
    const reply = packet.encode({
      id: query.id ?? 0,
      type: "response",
      flags: packet.AUTHORITATIVE_ANSWER | ((query.flags ?? 0) & packet.RECURSION_DESIRED),
      questions: query.questions ?? [],
      answers: found ?? [],
    });
    socket.send(reply, from.port, from.address);
  });
}

/**
 * @param {import("./zone.js").ZoneRecord} record
 * @returns {import("dns-packet").Answer}
 */
function answerOf({ name, type, data }) {
  const words = data.split(" ");
  switch (type) {
    case "A":
    case "AAAA":
      return { name, ttl, type, data };
    case "CNAME":
      return { name, ttl, type, data: withoutDot(data) };
    case "MX":
      return { name, ttl, type, data: { preference: Number(words[0]), exchange: withoutDot(words[1]) } };
    case "TXT":
      return { name, ttl, type, data: data.slice(1, -1) };
    case "SRV": {
      const [priority, weight, port] = words.map(Number);
      return { name, ttl, type, data: { priority, weight, port: port ?? 0, target: withoutDot(words[3]) } };
    }
  }
}

/** @param {string | undefined} name */
function withoutDot(name = "") {
  return name.replace(/\.$/, "");
}
