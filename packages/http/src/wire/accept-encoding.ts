import { parseList } from "./list.js";
import { parseParameterized } from "./parameters.js";

/** How many members of the field are read; a longer list is an attack or a mistake, and its rest is dropped. */
const MAX_MEMBERS = 32;

/**
 * Which of `offered` codings a client prefers, by its Accept-Encoding (RFC 9110 §12.5.3):
 *
 *     Accept-Encoding  = #( codings [ weight ] )
 *     weight           = OWS ";" OWS "q=" qvalue
 *
 * @param value The field's value; `undefined` where there is none, which promises nothing: `identity` is answered.
 * @param offered Codings in the server's order of preference, which decides between equal weights. `identity` is always offered, last.
 * @returns one of `offered`, `"identity"`, or `undefined` where the client refuses all of them and identity too.
 */
export function negotiateEncoding(value: string | undefined, offered: readonly string[]): string | undefined {
  if (value === undefined) return "identity";
  const weights = parseWeights(value);
  let best: string | undefined;
  let bestWeight = 0;
  for (const coding of offered) {
    const weight =
      weights.get(coding) ?? (coding === "gzip" ? weights.get("x-gzip") : undefined) ?? weights.get("*") ?? 0;
    if (weight > bestWeight) [best, bestWeight] = [coding, weight];
  }
  // identity is acceptable unless refused by name, or by "*;q=0" without being named. Unnamed, it comes after all that was asked for.
  const identity = weights.get("identity") ?? (weights.get("*") === 0 ? 0 : undefined);
  if (best !== undefined && !(identity !== undefined && identity > bestWeight)) return best;
  return identity === 0 ? undefined : "identity";
}

function parseWeights(value: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const member of parseList(value).slice(0, MAX_MEMBERS)) {
    const coding = parseParameterized(member);
    if (coding === undefined) continue;
    const q = coding.parameters.find(([name]) => name === "q");
    weights.set(coding.value.toLowerCase(), q === undefined ? 1 : parseQValue(q[1]));
  }
  return weights;
}

/**
 * RFC 9110 §12.4.2: `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
 * @returns the weight, 0 where `text` isn't one: what can't be understood isn't taken for a wish.
 */
export function parseQValue(text: string): number {
  if (!/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text)) return 0;
  return Number(text);
}
