import { OptionsError } from "@twist/core/application";
import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";

/** The name that the user has written. @param where What errors begin with. @throws {OptionsError} for what is no name. */
export function optionName(text: string, where: string): Name {
  try {
    return Name.fromText(text);
  } catch (error) {
    if (!(error instanceof DNSError)) throw error;
    throw new OptionsError(`${where}: ${error.message}`, { cause: error });
  }
}
