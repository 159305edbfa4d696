import { describe, expect, it } from "vitest";
import { csvOf, neutralised } from "../src/page/take/csv.js";

const sheet = (rows: readonly (readonly (string | number | null)[])[]) => ({ name: "s", titles: ["a", "b"], rows });

describe("CSV", () => {
  it("is UTF-8 with a mark, ends every line with CR LF, and has a field for every cell", () => {
    expect(csvOf(sheet([["王小英", 3], [null, "x"]]), [])).toBe("\ufeffa,b\r\n王小英,3\r\n,x\r\n");
  });

  it("quotes what would break a line or a field, and doubles quotes", () => {
    expect(csvOf(sheet([['3,2', '"n"'], ["two\nlines", "a;b"], [" x", "y "]]), [])).toBe('\ufeffa,b\r\n"3,2","""n"""\r\n"two\nlines","a;b"\r\n" x","y "\r\n');
  });

  it("puts facts before the table, with an empty line between", () => {
    expect(csvOf(sheet([]), [["问题", "=1"], ["日志", "1:ab"]])).toBe("\ufeff问题,'=1\r\n日志,1:ab\r\n\r\na,b\r\n");
  });

  it("neutralises what a spreadsheet program would run", () => {
    for (const text of ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"]) expect(neutralised(text)).toBe(`'${text}`);
    for (const text of ["", "王小英", "1=1", "a@b", "'=1"]) expect(neutralised(text)).toBe(text);
  });

  it("leaves the sign of a number alone", () => {
    expect(csvOf(sheet([[-3, "-3"]]), [])).toBe("\ufeffa,b\r\n-3,'-3\r\n");
  });
});
