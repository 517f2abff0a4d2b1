/**
 * EXTERNAL (RFC 4422, appendix A): who the client is, TLS has shown by its certificate. The message only says whom to act
 * as; empty: the certificate's own user.
 */

import type { Mechanism } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { OneMessageClient, OneMessageServer } from "./one-message.js";

/** RFC 4422, appendix A. */
export const external: Mechanism = {
  name: "EXTERNAL",
  credentialKind: "client-certificate",
  sendsSecret: false,
  needsChannelBinding: false,
  onByDefault: true,
  accepts: (credentials) => credentials.external === true,
  server: ({ clientCertificate }) =>
    new OneMessageServer((message) => {
      const authorizationId = messageText(message);
      if (clientCertificate === undefined) return "asks for a login by a certificate, and there is none";
      if (authorizationId === undefined || authorizationId.includes("\0")) return "isn't an authorization identity";
      return { kind: "client-certificate", certificate: clientCertificate, authorizationId };
    }),
  client: ({ authorizationId = "" }) => new OneMessageClient(authorizationId),
};
