import { describe, expect, test } from "vitest";
import { addressWith, questionIn } from "../src/page/fragment.js";

describe("a question in an address", () => {
  test.each(["age >= 80 and sex = \"2\"", "80岁以上 女", "name contains \"<img src=x onerror=1>#&=+%\"", "a+b"])("comes back as it was: %s", (text) => {
    const address = addressWith("https://office.example/page.html?x=1#old", { text, asOf: "2012-12-31" });
    expect(address.startsWith("https://office.example/page.html?x=1#q=")).toBe(true);
    expect(questionIn(new URL(address).hash)).toEqual({ text, asOf: "2012-12-31" });
  });

  test("of a file, without another day", () => {
    expect(addressWith("file:///D:/yongquan.html", { text: "女" })).toBe("file:///D:/yongquan.html#q=%E5%A5%B3");
    expect(questionIn("#q=%E5%A5%B3")).toEqual({ text: "女" });
  });

  test.each(["", "#", "#q=", "#q=%20", "#x=1", `#q=${"a".repeat(70_000)}`, "#main"])("is none in %.20s", (fragment) => {
    expect(questionIn(fragment)).toBeUndefined();
  });

  test("takes no day that is none", () => expect(questionIn("#q=a&as-of=tomorrow")).toEqual({ text: "a" }));
});
