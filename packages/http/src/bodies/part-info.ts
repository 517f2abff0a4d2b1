import type { Headers } from "../wire/headers.js";
import { equalsIgnoreCase } from "../wire/octets.js";
import { parseParameterized } from "../wire/parameters.js";
import { parseMediaType } from "./media-type.js";
import type { PartInfo } from "./multipart-part.js";

/**
 * What the head of a form's part says (RFC 7578 §4.2). Names are UTF-8 octets; browsers write a quote, CR and LF in them as `%22`, `%0D` and `%0A`, which are left
 * so, because a percent sign isn't escaped and could have been there before.
 * @returns `undefined` where it has no `Content-Disposition: form-data` with a name, or a type that can't be read.
 */
export function partInfo(headers: Headers): PartInfo | undefined {
  const disposition = parseParameterized(headers.get("content-disposition") ?? "");
  const type = parseMediaType(headers.get("content-type") ?? "text/plain");
  if (disposition === undefined || type === undefined || !equalsIgnoreCase(disposition.value, "form-data"))
    return undefined;
  const [name, another] = disposition.parameters.filter(([key]) => key === "name");
  if (name === undefined || another !== undefined) return undefined;
  const filename = disposition.parameters.find(([key]) => key === "filename")?.[1];
  return {
    headers,
    name: asUTF8(name[1]),
    filename: filename === undefined ? undefined : withoutPath(asUTF8(filename)),
    type,
  };
}

function asUTF8(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

function withoutPath(name: string): string {
  return name.substring(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
}
