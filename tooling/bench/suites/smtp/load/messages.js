/** Lines as mails have them, none of which begins with a dot. */
const line = `${"The quick brown fox jumps over the lazy dog, and the dog doesn't mind.".padEnd(74, "!")}\r\n`;

/**
 * A message of about `bytes` bytes, with the CRLF at its end.
 *
 * @param {number} bytes
 */
export function makeMessage(bytes) {
  const header = "From: <a@client.example>\r\nTo: <b@mail.example>\r\nSubject: a benchmark\r\n\r\n";
  return header + line.repeat(Math.max(1, Math.round((bytes - header.length) / line.length)));
}

export const envelope = { from: "a@client.example", to: ["b@mail.example"] };
export const mail = `MAIL FROM:<${envelope.from}>\r\n`;
export const rcpt = `RCPT TO:<${envelope.to.join()}>\r\n`;
export const data = "DATA\r\n";
