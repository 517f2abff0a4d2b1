import type { MailEnvelope, MailRecipient } from "@twist/smtp";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import type { Consignment } from "./route.js";

/** The envelope of a consignment, as the client of SMTP takes it. What the sender wants to hear is passed on to servers that know what that is. */
export function remoteEnvelope({ entry, recipients }: Pick<Consignment, "entry" | "recipients">): MailEnvelope {
  const { sender, size, ret, envelopeId, smtpUTF8 } = entry;
  return {
    from: sender,
    to: recipients.map(remoteRecipient),
    size,
    ...(smtpUTF8 === undefined ? {} : { smtpUTF8 }),
    dsn: {
      ifOffered: true,
      ...(ret === undefined ? {} : { ret }),
      ...(envelopeId === undefined ? {} : { envelopeId }),
    },
  };
}

function remoteRecipient({ address, notify, originalRecipient }: QueuedRecipient): MailRecipient {
  return {
    address,
    ...(notify === undefined ? {} : { notify }),
    ...(originalRecipient === undefined || !isAddressType(originalRecipient.type)
      ? {}
      : { originalRecipient: originalRecipient.address }),
  };
}

/** Other types are of no use to a server of SMTP, and the client writes these two. */
function isAddressType(type: string): boolean {
  return type === "rfc822" || type === "utf-8";
}
