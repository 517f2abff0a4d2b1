import { describe, expect, it } from "@jest/globals";
import { parseDescription } from "../../src/endpoint/description.js";
import { DescriptionReader } from "../../src/endpoint/description-reader.js";

const reader = (text: string, ownPositional?: number): DescriptionReader =>
  new DescriptionReader(parseDescription(text), ownPositional);

describe("DescriptionReader", () => {
  it("takes an argument by its position or by its name", () => {
    expect(reader("tcp:example.org:80").text("host")).toBe("example.org");
    expect(reader("tcp:host=example.org:80").text("host")).toBe("example.org");
  });

  it.each(["-1", "65536", "80x", "8e1", " 80", ""])("refuses %j as a port", (port) => {
    expect(() => reader(`tcp:${port}`).port(0)).toThrow(/the port/);
  });

  it("names the bad part in its errors, and the whole description", () => {
    expect(() => reader("tcp:80x").port(0)).toThrow(
      'In the endpoint "tcp:80x": the port "80x" is not a whole number from 0 to 65535.',
    );
  });

  it("refuses an option that nobody took, and lists those that there are", () => {
    const tcp = reader("tcp:80:interfce=::1");
    tcp.port(0);
    tcp.option("interface");
    expect(() => {
      tcp.finish();
    }).toThrow('"interfce=" is no option of "tcp:" (it takes port, interface)');
  });

  it("refuses an argument too many, and an option that is given twice", () => {
    const tcp = reader("tcp:80:81");
    tcp.port(0);
    expect(() => {
      tcp.finish();
    }).toThrow('"81" is one argument too many');
    expect(() => reader("tcp:80:backlog=1:backlog=2")).toThrow('"backlog=" is given twice');
  });

  it("reads whole numbers, yes and no, choices and lists", () => {
    const all = reader("x:n=7:b=no:c=two:l=a,b");
    expect([all.integer("n", 1, 9), all.yesNo("b"), all.choice("c", ["one", "two"]), all.list("l")]).toEqual([
      7,
      false,
      "two",
      ["a", "b"],
    ]);
    expect(reader("x:l=127.0.0.1,[::1]").list("l")).toEqual(["127.0.0.1", "::1"]);
    expect(() => reader("x:n=70").integer("n", 1, 9)).toThrow('"n=70" is not a whole number from 1 to 9');
    expect(() => reader("x:b=true").yesNo("b")).toThrow('neither "yes" nor "no"');
    expect(() => reader("x:c=three").choice("c", ["one", "two"])).toThrow("none of one, two");
  });

  it("leaves the description inside a wrapper as it was written", () => {
    const wrapper = reader("proxy:p:3128:user=me:tcp:host\\:x:80:timeoutMs=5", 2);
    expect(wrapper.requiredText("host", "")).toBe("p");
    expect(wrapper.port(1)).toBe(3128);
    expect(wrapper.option("user")).toBe("me");
    expect(wrapper.nested("")).toBe("tcp:host\\:x:80:timeoutMs=5");
    expect(() => {
      wrapper.finish();
    }).not.toThrow();
    expect(() => reader("haproxy:trusted=[::1]", 0).nested("tcp:80")).toThrow("the endpoint inside is missing");
  });
});
