import { strFromU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { Workbook } from "../src/shared/workbook.js";
import { forbiddenInWorkbook, inFile } from "../src/worker/file-scan.js";
import { workbookBytes } from "../src/worker/write-workbook.js";

const MOBILE = "13812345678";
const MARK = `12:${MOBILE}abcdef0123456`;

function workbook(rows: Workbook["sheets"][number]["rows"], stamp = "王 & 李"): Workbook {
  return { sheets: [{ name: "名单", titles: ["姓名", "说明"], rows }, { name: "说明", titles: ["项", "内容"], rows: [["日志", MARK]] }], stamp };
}

async function partsOf(book: Workbook): Promise<Readonly<Record<string, string>>> {
  const parts = unzipSync(new Uint8Array(await workbookBytes(book)));
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

async function found(book: Workbook, ours: readonly string[]) {
  return forbiddenInWorkbook(book, new Uint8Array(await workbookBytes(book)), ours);
}

describe("workbook", () => {
  it("writes text as text, whatever it begins with, and only numbers as numbers", async () => {
    const parts = await partsOf(workbook([["=cmd|' /C calc'!A0", 7], ["110105194912310021", null]]));
    const sheet = parts["xl/worksheets/sheet1.xml"] ?? "";
    expect(sheet).not.toContain("<f>");
    expect(sheet).toContain("<v>7</v>");
    expect(sheet).not.toContain("110105194912310021");
    expect(parts["xl/sharedStrings.xml"]).toContain("110105194912310021");
    expect(parts["xl/sharedStrings.xml"]).toContain("=cmd|");
    // Whoever edits such a cell still has text: its style has the format of text.
    const style = Number(/<c r="A2"[^>]* s="(\d+)"/.exec(sheet)?.[1]);
    const styles = parts["xl/styles.xml"] ?? "";
    const format = /numFmtId="(\d+)" formatCode="@"/.exec(styles)?.[1] ?? "absent";
    expect((styles.split("<cellXfs")[1] ?? "").match(/<xf [^>]*>/g)?.[style]).toContain(`numFmtId="${format}"`);
  });

  it("prints the stamp under every sheet, with its ampersands", async () => {
    const parts = await partsOf(workbook([]));
    for (const number of [1, 2]) expect(parts[`xl/worksheets/sheet${number}.xml`]).toContain("<oddFooter>&amp;L王 &amp;&amp; 李&amp;R&amp;P / &amp;N</oddFooter>");
  });

  it("names the sheet, the row and the column of a forbidden number", async () => {
    expect(await found(workbook([["王**", "无"], ["李**", `电话 ${MOBILE}`]]), [MARK])).toEqual({ number: "mobile", place: "名单 · 3 · 说明" });
    expect(await found(workbook([["110105", "19491231002X"]]), [MARK])).toEqual({ number: "identity", place: "名单 · 2" });
    expect(await found(workbook([["王**", Number(MOBILE)]]), [MARK])).toEqual({ number: "mobile", place: "名单 · 2 · 说明" });
  });

  it("looks past the mark of the log alone, and only where it is ours", async () => {
    expect(await found(workbook([]), [MARK])).toBeUndefined();
    expect((await found(workbook([]), []))?.number).toBe("mobile");
    expect((await found(workbook([["a", `${MARK}${MOBILE}`]]), [MARK]))?.number).toBe("mobile");
    expect((await found(workbook([], `王 ${MOBILE}`), [MARK]))?.number).toBe("mobile");
  });

  it("looks into every part of the finished file: hidden sheets, metadata, names", async () => {
    const good = unzipSync(new Uint8Array(await workbookBytes(workbook([]))));
    const hidden: Readonly<Record<string, string>> = {
      "xl/worksheets/sheet9.xml": `<worksheet><sheetData><row><c><v>${MOBILE}</v></c></row></sheetData></worksheet>`,
      "docProps/core.xml": `<cp:coreProperties><dc:creator>${MOBILE}</dc:creator></cp:coreProperties>`,
      "xl/comments1.xml": `<comment ref="A1" author='${MOBILE}'/>`,
      "xl/sharedStrings2.xml": "<sst><si><r><t>138</t></r><r><rPr><b/></rPr><t>12345678</t></r></si></sst>",
      "xl/entities.xml": "<t>&#49;38&#x31;2345678</t>",
      [`${MOBILE}.xml`]: "",
    };
    expect(inFile(zipSync(good), [MARK])).toBeUndefined();
    const dirty = zipSync({ ...good, "docProps/app.xml": new TextEncoder().encode(`<Company>${MOBILE}</Company>`) });
    expect(forbiddenInWorkbook(workbook([]), dirty, [MARK])).toEqual({ number: "mobile", place: "docProps/app.xml" });
    for (const [name, text] of Object.entries(hidden)) {
      expect(inFile(zipSync({ ...good, [name]: new TextEncoder().encode(text) }), [MARK]), name).toEqual({ number: "mobile", place: name });
    }
  });
});
