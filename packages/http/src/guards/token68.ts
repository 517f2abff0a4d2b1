const EQUALS = 0x3d;

/**
 * RFC 9110 §11.2: `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`. One pass.
 */
export function isToken68(text: string): boolean {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === EQUALS) end--;
  for (let i = 0; i < end; i++) if (!/[\w\-.~+/]/.test(text.charAt(i))) return false;
  return end > 0;
}
