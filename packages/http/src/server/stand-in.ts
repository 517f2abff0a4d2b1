/**
 * Objects of ours that pass for those of the platform's Fetch API, whose constructors cost several times what all the rest of a request does. A stand-in is
 * an instance by its prototype, answers the few questions that nearly everybody asks by itself, and inherits all the rest: the platform's own methods find
 * their state under symbols, which lead to a native object that is made at that moment.
 */

interface PlatformClass {
  readonly prototype: object & { clone(): object };
}

/** Whether objects of `platform` keep their state under symbols. Where they have private fields there is no standing in for them. */
export function allowsStandIns(platform: PlatformClass, sample: object): boolean {
  const keys = Object.getOwnPropertySymbols(sample);
  const properties = keys.map((key) => [key, { value: Reflect.get(sample, key) as unknown }]);
  const twin = Object.create(platform.prototype, Object.fromEntries(properties) as PropertyDescriptorMap) as object;
  try {
    platform.prototype.clone.call(twin);
    return keys.length > 0;
  } catch {
    return false;
  }
}

/** Makes instances of `standIn` instances of `platform`. @param nativeOf Makes, or gives, the native object behind one. */
export function standInFor<T extends object>(
  standIn: { readonly prototype: T },
  platform: PlatformClass,
  { sample, nativeOf }: { readonly sample: object; readonly nativeOf: (self: T) => object },
): void {
  Object.setPrototypeOf(standIn, platform);
  Object.setPrototypeOf(standIn.prototype, platform.prototype);
  for (const key of Object.getOwnPropertySymbols(sample)) {
    Object.defineProperty(standIn.prototype, key, {
      get(this: T): unknown {
        return Reflect.get(nativeOf(this), key);
      },
    });
  }
}
