import { EndpointDescriptionError } from "@twist/core";
import { OptionsError } from "@twist/core/application";
import { UsageError } from "./usage-error.js";

/** 2 where the user can mend it by another command line or configuration, 1 for anything else that went wrong. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof UsageError || error instanceof OptionsError || error instanceof EndpointDescriptionError
    ? 2
    : 1;
}
