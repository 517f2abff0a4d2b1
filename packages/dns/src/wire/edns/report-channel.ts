import type { Name } from "../name.js";
import type { EDNSOptionType } from "./edns-option-type.js";

/** The domain of the agent that errors are reported to (RFC 9567 §5). */
export const ReportChannel: EDNSOptionType<Name> = {
  code: 18,
  name: "REPORT-CHANNEL",
  read: (reader) => reader.plainName(),
  write: (agentDomain, writer) => writer.plainName(agentDomain),
};
