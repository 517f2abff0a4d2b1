import { domainToASCII } from "node:url";
import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";
import { DNSLookupError } from "./dns-lookup-error.js";

/** The name that a user means: letters that aren't ASCII as IDNA has them. Throws a `DNSLookupError` with code `"BAD_NAME"` for what is none. */
export function nameOfText(text: string): Name {
  const ascii = isASCII(text) ? text : domainToASCII(text);
  if (ascii === "") throw new DNSLookupError("what was to be looked up is no name", { code: "BAD_NAME" });
  try {
    return Name.fromText(ascii);
  } catch (error) {
    if (!(error instanceof DNSError)) throw error;
    throw new DNSLookupError(`what was to be looked up is no name: ${error.message}`, {
      code: "BAD_NAME",
      cause: error,
    });
  }
}

function isASCII(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
