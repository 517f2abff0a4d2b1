/** ANONYMOUS (RFC 4505): nobody in particular, with a trace of at most 255 characters that proves nothing. */

import type { Mechanism } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { OneMessageClient, OneMessageServer } from "./one-message.js";

/** RFC 4505 §2: the longest trace, in characters. */
const maxTraceLength = 255;

/** RFC 4505. */
export const anonymous: Mechanism = {
  name: "ANONYMOUS",
  credentialKind: "anonymous",
  sendsSecret: false,
  needsChannelBinding: false,
  onByDefault: true,
  accepts: (credentials) => credentials.anonymous !== undefined,
  server: () =>
    new OneMessageServer((message) => {
      const trace = messageText(message);
      if (!isTrace(trace)) return "isn't a trace of at most 255 characters";
      return { kind: "anonymous", trace: trace === "" ? undefined : trace };
    }),
  client: ({ anonymous: trace = "" }) => {
    if (!isTrace(trace))
      throw new TypeError("the trace for ANONYMOUS must be at most 255 characters, none of them a control character");
    return new OneMessageClient(trace);
  },
};

function isTrace(text: string | undefined): text is string {
  return text !== undefined && Array.from(text).length <= maxTraceLength && !/\p{Cc}/u.test(text);
}
