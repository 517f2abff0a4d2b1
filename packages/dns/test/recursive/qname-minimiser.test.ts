import { describe, expect, it } from "@jest/globals";
import { QNameMinimiser } from "../../src/recursive/qname-minimiser.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";

/** What is asked of a server that has all of the name, one question after another. */
function questions(name: string, zone = ".", type = 16): string[] {
  const whole = new Question(Name.fromText(name), type);
  const minimiser = new QNameMinimiser(whole, true);
  const asked: string[] = [];
  for (;;) {
    const question = minimiser.next(Name.fromText(zone));
    asked.push(`${question.name.toString()} ${String(question.type)}`);
    if (minimiser.isWhole(question)) return asked;
    minimiser.asked();
    minimiser.passed(question);
  }
}

describe("QNameMinimiser", () => {
  it("shows one label more each time, by type A until it is the whole name", () => {
    expect(questions("a.b.example.com.")).toEqual([
      "com. 1",
      "example.com. 1",
      "b.example.com. 1",
      "a.b.example.com. 16",
    ]);
    expect(questions("a.b.example.com.", "example.com.")).toEqual(["b.example.com. 1", "a.b.example.com. 16"]);
  });

  it("asks the whole at once where there is nothing to hide", () => {
    expect(questions("com.")).toEqual(["com. 16"]);
    expect(questions("example.com.", "example.com.")).toEqual(["example.com. 16"]);
    expect(questions(".")).toEqual([". 16"]);
  });

  it("doesn't stop at labels that are no zone's", () => {
    expect(questions("_25._tcp.mail.example.com.", "example.com.", 52)).toEqual([
      "mail.example.com. 1",
      "_25._tcp.mail.example.com. 52",
    ]);
  });

  it("takes larger steps in long names, so that there are ten at the most", () => {
    for (const labels of [11, 20, 50, 120]) {
      const asked = questions("l.".repeat(labels));
      expect(asked.length).toBeLessThanOrEqual(11);
      expect(asked.slice(0, 4).map((text) => text.split(".").length - 1)).toEqual([1, 2, 3, 4]);
    }
  });

  it("hides nothing where it is switched off, or has given up", () => {
    const whole = new Question(Name.fromText("www.example.com."), 1);
    expect(new QNameMinimiser(whole, false).next(Name.root)).toBe(whole);
    const minimiser = new QNameMinimiser(whole, true);
    expect(minimiser.next(Name.root)).not.toBe(whole);
    minimiser.giveUp();
    expect(minimiser.next(Name.root)).toBe(whole);
  });
});
