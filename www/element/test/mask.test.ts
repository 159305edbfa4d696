import { expect, test } from "vitest";
import { masked } from "../src/worker/mask.js";

test.each([
  ["王小英", "王*英"],
  ["王英", "王*"],
  ["欧阳小英", "欧**英"],
  ["王", "*"],
  ["", "*"],
  // One character outside the basic plane is one character.
  ["𠮷小英", "𠮷*英"],
  ["𠮷英", "𠮷*"],
])("the name %s is shown as %s", (name, shown) => expect(masked(name, "name")).toBe(shown));

test.each([
  ["13812341234", "138****1234"],
  ["51999919330302002X", "519***********002X"],
  ["12345678", "123*5678"],
  ["1234567", "*******"],
  ["12", "**"],
])("the number %s is shown as %s", (number, shown) => expect(masked(number, "number")).toBe(shown));

test.each([
  ["明月路12号3栋", "明月路12号***"],
  ["明月路12号", "明月路***"],
  ["1103", "11***"],
  ["", "***"],
])("the address %s is shown as %s", (address, shown) => expect(masked(address, "address")).toBe(shown));

test("a number that is stored as one is masked as text", () => expect(masked(13812341234, "number")).toBe("138****1234"));
