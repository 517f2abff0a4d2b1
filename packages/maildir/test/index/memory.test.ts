import { describe, expect, it } from "@jest/globals";
import { MessageTable } from "../../src/index/message-table.js";

function filled(count: number): MessageTable {
  const table = new MessageTable();
  for (let n = 1; n <= count; n += 1) {
    const name = `17000${String(n).padStart(5, "0")}.M${String((n * 7919) % 1_000_000)}P12345R1a2b3c4d.mail,S=10240,W=10400`;
    table.append(n, name, 0, n);
  }
  return table;
}

describe("the table of messages", () => {
  it("takes at most 100 bytes for each message", () => {
    for (const count of [3_000, 30_000]) {
      const table = filled(count);
      expect(table.memoryBytes / count).toBeLessThan(100);
      table.trim();
      expect(table.memoryBytes / count).toBeLessThan(92);
    }
  });

  it("finds, changes and removes rows, and gives back memory", () => {
    const table = filled(10_000);
    const before = table.memoryBytes;
    const names = Array.from({ length: 10_000 }, (_, row) => table.baseAt(row));
    const keep = new Uint8Array(10_000).map((_, row) => (row % 10 === 0 ? 1 : 0));
    table.retain(keep);
    expect(table.count).toBe(1000);
    expect(table.memoryBytes).toBeLessThan(before / 8);
    for (let row = 0; row < 1000; row += 1) {
      expect(table.uidAt(row)).toBe(row * 10 + 1);
      expect(table.baseAt(row)).toBe(names[row * 10]);
      expect(table.rowOfFile(`${names[row * 10] ?? ""}:2,S`)).toBe(row);
      expect(table.rowOfFile(names[row * 10 + 1] ?? "")).toBe(-1);
      expect(table.rowOfUid(row * 10 + 2)).toBe(-1);
    }
    table.append(10_001, "next.message:2,S", 0, 1);
    expect(table.rowOfFile("next.message")).toBe(1000);
  });

  it("takes UIDs only upwards", () => {
    const table = filled(3);
    expect(() => table.append(3, "x", 0, 1)).toThrow(RangeError);
  });
});
