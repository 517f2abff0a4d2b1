import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { thisProcess } from "../../src/files/process-identity.js";
import { TemporaryStore } from "../temporary-store.js";

describe("Maildrop", () => {
  it("is one session's at a time, in this process and in others", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const maildrop = await ada.openMaildrop();
    await expect(ada.openMaildrop()).rejects.toMatchObject({ code: "MAILDROP_IN_USE" });
    await expect((await temporary.another().user("ada")).openMaildrop()).rejects.toMatchObject({
      code: "MAILDROP_IN_USE",
    });
    await maildrop.close();
    await maildrop.close();
    await (await ada.openMaildrop()).close();
    expect(temporary.names()).not.toContain("twist-maildrop.lock");
  });

  it("is free after the process that had it was killed", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const { pid } = spawnSync(process.execPath, ["--version"]);
    symlinkSync(`${String(pid)} 1 ${thisProcess().host} abc`, temporary.path("twist-maildrop.lock"));
    await (await ada.openMaildrop()).close();
  });

  it("has the messages of when it began, sizes and bytes with CRLF, and ids for UIDL", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.from("one\n"));
    await ada.deliverMessage(Buffer.from("two\r\n"));
    await using maildrop = await ada.openMaildrop();
    await ada.deliverMessage(Buffer.from("three\n"));
    expect(maildrop.messages.map(({ uid }) => uid)).toEqual([1, 2]);
    for (const { uniqueId } of maildrop.messages) expect(uniqueId).toMatch(/^[!-~]{1,70}$/);
    expect(maildrop.messages[0]?.uniqueId).toMatch(/^00000001[0-9a-f]{8}$/);
    expect([await maildrop.size(1), await maildrop.size(2)]).toEqual([5, 5]);
    let text = "";
    for await (const chunk of maildrop.read(1)) text += chunk.toString();
    expect(text).toBe("one\r\n");
  });

  it("removes nothing before commit, and then only what it has", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    for (const text of ["one", "two", "three"]) await ada.deliverMessage(Buffer.from(text));
    const lost = await ada.openMaildrop();
    await lost.close();
    expect(temporary.names("new")).toHaveLength(3);
    const maildrop = await ada.openMaildrop();
    await ada.deliverMessage(Buffer.from("four"));
    (await ada.open("INBOX")).close();
    expect(await maildrop.commit([1, 3, 4])).toEqual([1, 3]);
    expect(temporary.names("new")).toHaveLength(2);
    expect(() => maildrop.read(2)).toThrow(expect.objectContaining({ code: "CLOSED" }));
    await (await ada.openMaildrop()).close();
  });

  it("counts nothing for a message that another program has removed", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.from("one"));
    await using maildrop = await ada.openMaildrop();
    using inbox = await ada.open("INBOX");
    await inbox.remove([1]);
    expect(await maildrop.size(1)).toBe(0);
    await expect(maildrop.read(1).next()).rejects.toMatchObject({ code: "NO_SUCH_MESSAGE" });
  });
});
