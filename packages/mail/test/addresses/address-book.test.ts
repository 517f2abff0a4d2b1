import { describe, expect, it } from "@jest/globals";
import { Mailbox } from "@twist/smtp";
import { AddressBook } from "../../src/addresses/address-book.js";
import { AliasTable } from "../../src/addresses/alias-table.js";
import { LocalDomains } from "../../src/addresses/local-domains.js";
import { UserNames } from "../../src/addresses/user-names.js";

function book(aliases: string, options: { users?: string[]; detailSeparator?: string } = {}): AddressBook {
  const table = AliasTable.parse(aliases);
  expect(table.badLines).toEqual([]);
  const { users = ["ada", "bob"], ...more } = options;
  const domains = new LocalDomains(["home.example", "Ünï.example"]);
  return new AddressBook({ domains, users: new UserNames(users), aliases: { read: () => table }, ...more });
}

async function resolve(addresses: AddressBook, address: string): Promise<string> {
  const found = await addresses.resolve(Mailbox.parse(address));
  if (found.kind !== "local") return found.kind;
  return [...found.users.map(({ user }) => user), ...found.forwards.map(String)].join(" ");
}

describe("AddressBook", () => {
  it.each([
    ["a user before the catch-all", "@: bob", "ada@home.example", "ada"],
    ["an alias before a user of the name", "ada: bob", "ada@home.example", "bob"],
    ["an alias of a detail before that of the name", "info: ada\ninfo+x: bob", "info+x@home.example", "bob"],
    ["a user who keeps a copy", "ada: ada, x@y.example", "ada@home.example", "ada x@y.example"],
    ["a chain of aliases", "a: b\nb: c\nc: ada", "a@home.example", "ada"],
    ["a diamond, each once", "a: b, c\nb: ada\nc: ada", "a@home.example", "ada"],
    ["a loop with a way out", "a: b, ada\nb: a", "a@home.example", "ada"],
    ["a loop", "a: b\nb: a", "a@home.example", "loop"],
    ["a catch-all that leads to itself", "@: x@home.example", "y@home.example", "loop"],
    ["a domain in other letters", "", "ada@ÜNÏ.EXAMPLE", "ada"],
    ["a domain in its ASCII form", "", "ada@xn--n-nga1b.example", "ada"],
    ["an alias to elsewhere, which isn't followed", "a: b@y.example\nb: ada", "a@home.example", "b@y.example"],
    ["a detail that is empty", "", "ada+@home.example", "ada"],
    ["a detail without a user", "", "+x@home.example", "unknown"],
    ["an address elsewhere", "", "ada@elsewhere.example", "foreign"],
    ["an address literal", "", "ada@[192.0.2.1]", "foreign"],
  ])("follows %s", async (_, aliases, address, expected) => {
    expect(await resolve(book(aliases), address)).toBe(expected);
  });

  it("knows users by their whole address, one for each domain", async () => {
    const addresses = book("", { users: ["ada@home.example", "bob"] });
    expect(await resolve(addresses, "ada@home.example")).toBe("ada@home.example");
    expect(await resolve(addresses, "Ada+x@home.example")).toBe("ada@home.example");
    expect(await resolve(addresses, "ada@ünï.example")).toBe("unknown");
  });

  it("has other separators, or none", async () => {
    expect(await resolve(book("", { detailSeparator: "-" }), "ada-x@home.example")).toBe("ada");
    expect(await resolve(book("", { detailSeparator: "" }), "ada+x@home.example")).toBe("unknown");
  });

  it("takes users apart who differ in case alone, and guesses for nobody", async () => {
    const addresses = book("", { users: ["Ada", "ada", "Bob"] });
    expect(await resolve(addresses, "Ada@home.example")).toBe("Ada");
    expect(await resolve(addresses, "ADA@home.example")).toBe("unknown");
    expect(await resolve(addresses, "bob@home.example")).toBe("Bob");
  });

  it("ends a chain that is too long, and an expansion that is too wide", async () => {
    const chain = Array.from({ length: 40 }, (_, n) => `a${String(n)}: a${String(n + 1)}`).join("\n");
    expect(await resolve(book(chain), "a0@home.example")).toBe("loop");
    const list = (n: number): string =>
      Array.from({ length: 600 }, (_, i) => `u${String(n)}-${String(i)}@y.example`).join(",");
    expect(await resolve(book(`a: b, c\nb: ${list(1)}\nc: ${list(2)}`), "a@home.example")).toBe("too-many");
  });

  it("stops where aliases multiply", async () => {
    const levels = Array.from(
      { length: 19 },
      (_, n) =>
        `a${String(n)}: a${String(n + 1)}, b${String(n + 1)}\nb${String(n)}: a${String(n + 1)}, b${String(n + 1)}`,
    );
    expect(await resolve(book(levels.join("\n")), "a0@home.example")).toMatch(/^(loop|unknown|too-many)$/);
  });

  it("lets a user use the addresses whose mail the user gets, and no others", async () => {
    const addresses = book("info: ada, bob\n@: bob\nonly: bob");
    const may = (user: string, address: string): Promise<boolean> => addresses.mayUse(user, Mailbox.parse(address));
    expect(await may("ada", "ada+x@home.example")).toBe(true);
    expect(await may("ada", "info@home.example")).toBe(true);
    expect(await may("ada", "only@home.example")).toBe(false);
    expect(await may("ada", "bob@home.example")).toBe(false);
    expect(await may("ada", "ada@elsewhere.example")).toBe(false);
  });
});
