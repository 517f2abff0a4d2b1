/** A buffer that counts how often its bytes are looked at or written one by one: the work that decoding makes of it. */
export function countedBuffer(bytes: Buffer): { readonly buffer: Buffer; readonly work: () => number } {
  let work = 0;
  const buffer = new Proxy(bytes, {
    get(target, property) {
      if (typeof property === "string" && /^\d+$/.test(property)) work += 1;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    set(target, property, value) {
      work += 1;
      return Reflect.set(target, property, value, target);
    },
  });
  return { buffer, work: () => work };
}
