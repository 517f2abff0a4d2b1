/**
 * Objects of ours that pass for those of the platform's Fetch API, whose constructors cost several times what all the rest of a request does. A stand-in is
 * an instance by its prototype, answers the few questions that nearly everybody asks by itself, and inherits all the rest: the platform's own methods find
 * their state under symbols, which lead to a native object that is made at that moment. Nothing is
 * looked at before the first of them is made, because the platform takes long to load its Fetch API.
 */

interface PlatformClass {
  readonly prototype: object & { clone(): object };
}

/** What is stood in for, and how. */
interface Platform<T extends object> {
  readonly platform: PlatformClass;
  /** An instance. */
  readonly sample: object;
  /** Makes, or gives, the native object behind a stand-in. */
  readonly nativeOf: (self: T) => object;
}

/**
 * Makes instances of `standIn` instances of the platform's class, when the function that it returns is first called.
 * @returns whether they can stand in for the platform's own. Where those keep their state in private fields nothing can: `standIn` loses what it answers by
 * itself then, and is a subclass like any other, whose constructor has to make the platform's objects.
 */
export function standsInFor<T extends object>(
  standIn: { readonly prototype: T },
  prepare: () => Platform<T>,
): () => boolean {
  let stands: boolean | undefined;
  return () => (stands ??= install(standIn, prepare()));
}

function install<T extends object>(
  standIn: { readonly prototype: T },
  { platform, sample, nativeOf }: Platform<T>,
): boolean {
  Object.setPrototypeOf(standIn, platform);
  Object.setPrototypeOf(standIn.prototype, platform.prototype);
  if (!keepsStateUnderSymbols(platform, sample)) {
    for (const name of Object.getOwnPropertyNames(standIn.prototype)) {
      if (name !== "constructor") Reflect.deleteProperty(standIn.prototype, name);
    }
    return false;
  }
  for (const key of Object.getOwnPropertySymbols(sample)) {
    Object.defineProperty(standIn.prototype, key, {
      get(this: T): unknown {
        return Reflect.get(nativeOf(this), key);
      },
    });
  }
  return true;
}

function keepsStateUnderSymbols(platform: PlatformClass, sample: object): boolean {
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
