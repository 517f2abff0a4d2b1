import { BACKSLASH, COMMA, DQUOTE, trimOWS } from "./octets.js";

/**
 * RFC 9110 §5.6.1: the members of a comma-separated list, without the white space around them. Commas inside quoted strings don't
 * separate; empty members are dropped, as a reader must. One pass, linear whatever the text.
 */
export function parseList(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === DQUOTE) quoted = !quoted;
    else if (code === BACKSLASH && quoted) i++;
    else if (code === COMMA && !quoted) {
      pushMember(members, value, start, i);
      start = i + 1;
    }
  }
  pushMember(members, value, start, value.length);
  return members;
}

function pushMember(members: string[], value: string, start: number, end: number): void {
  const member = trimOWS(value.substring(start, end));
  if (member.length > 0) members.push(member);
}
