import { expect, it, jest } from "@jest/globals";

/** The names of the platform's Fetch API that `action` uses. */
async function usedDuring(action: () => Promise<unknown>): Promise<string[]> {
  const used: string[] = [];
  const names = ["Response", "Request", "Headers", "fetch"];
  const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, descriptor] of own) {
    const get = (): unknown => {
      used.push(name);
      return descriptor?.get?.call(globalThis) ?? descriptor?.value;
    };
    Object.defineProperty(globalThis, name, { configurable: true, get });
  }
  try {
    await action();
  } finally {
    for (const [name, descriptor] of own)
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor);
  }
  return used;
}

it("the platform's Fetch API, which takes long to load, isn't touched before it is used", async () => {
  jest.resetModules();
  const loading = await usedDuring(() =>
    Promise.all([import("../../src/server/fetch-handler.js"), import("../../src/client/fetch/fetch.js")]),
  );
  expect(loading).toEqual([]);
  const { Response: LightResponse } = await import("../../src/server/light-response.js");
  expect(await usedDuring(() => Promise.resolve(new LightResponse("x")))).toContain("Response");
});
