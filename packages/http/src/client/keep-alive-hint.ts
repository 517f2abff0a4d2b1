import { parseList } from "../wire/list.js";

const TIMEOUT = /^timeout[ \t]*=[ \t]*(\d{1,9})$/i;

/**
 * How long the server says that it keeps an idle connection: the `timeout` of its Keep-Alive field, in milliseconds (RFC 2068 §19.7.1.1, which is
 * what servers still send). `undefined` where it says nothing that can be understood.
 */
export function keepAliveHintMs(field: string): number | undefined {
  for (const parameter of parseList(field)) {
    const seconds = TIMEOUT.exec(parameter)?.[1];
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return undefined;
}
