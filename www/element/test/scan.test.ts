import { describe, expect, it } from "vitest";
import { forbiddenAcross, forbiddenIn, identityCheck, withoutOwn } from "../src/shared/scan.js";

/** An invented number: region, a date, a sequence, and the check digit that belongs to them. */
const FIRST17 = "11010519491231002";
const IDENTITY = `${FIRST17}X`;
const MOBILE = "13812345678";
/** A test number that no bank has given out. */
const CARD = "6222020000000000000";

const kindIn = (text: string): string | undefined => forbiddenIn(text)?.kind;

describe("forbidden numbers", () => {
  it("knows the check digit of the standard's own example", () => {
    expect(identityCheck(FIRST17)).toBe("X");
    expect(identityCheck("44052418800101001")).toBe("4");
  });

  it("finds an identity number with a valid check digit and no other", () => {
    expect(kindIn(IDENTITY)).toBe("identity");
    expect(kindIn(IDENTITY.toLowerCase())).toBe("identity");
    for (const last of "012345678") expect(kindIn(FIRST17 + last), last).not.toBe("identity");
    expect(kindIn(`证件${IDENTITY}，电话无`)).toBe("identity");
  });

  it("finds a mobile number, with its country code too", () => {
    expect(kindIn(MOBILE)).toBe("mobile");
    expect(kindIn(`tel:+86${MOBILE}`)).toBe("mobile");
    expect(kindIn(`0086 ${MOBILE}`)).toBe("mobile");
    expect(kindIn("12812345678")).toBeUndefined();
    expect(kindIn("1381234567")).toBeUndefined();
    expect(kindIn("138****5678")).toBeUndefined();
  });

  it("finds a bank card by its sum", () => {
    expect(kindIn(CARD)).toBe("card");
    expect(kindIn("6222020000000000001")).toBeUndefined();
    expect(kindIn("4111111111111111")).toBe("card");
    expect(kindIn("0000000000000000")).toBeUndefined();
  });

  it("finds numbers in full width, with gaps, and with characters that cannot be seen", () => {
    expect(kindIn("１３８１２３４５６７８")).toBe("mobile");
    expect(kindIn("138 1234 5678")).toBe("mobile");
    expect(kindIn("138-1234-5678")).toBe("mobile");
    expect(kindIn("138－1234－5678")).toBe("mobile");
    expect(kindIn("138.1234.5678")).toBe("mobile");
    expect(kindIn("1 3 8 1 2 3 4 5 6 7 8")).toBe("mobile");
    expect(kindIn("138\u200b1234\u200b5678")).toBe("mobile");
    expect(kindIn("110105 1949-1231 002 Ｘ")).toBe("identity");
    expect(kindIn("110105 19491231 002-x")).toBe("identity");
    expect(kindIn("6222 0200 0000 0000 000")).toBe("card");
    expect(kindIn("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖")).toBe("mobile");
  });

  it("finds numbers in Chinese characters", () => {
    expect(kindIn("一三八一二三四五六七八")).toBe("mobile");
    expect(kindIn("幺三八 壹贰叁肆 伍陆柒捌")).toBe("mobile");
    expect(kindIn("一一〇一〇五一九四九一二三一〇〇二X")).toBe("identity");
    for (const text of ["三栋二单元四〇五室", "一九四九年十月一日", "二〇一三年三月二日共七十四人"]) expect(kindIn(text), text).toBeUndefined();
  });

  it("finds an identity number of fifteen digits by its date", () => {
    expect(kindIn("110105491231002")).toBe("identity");
    expect(kindIn("110105 491231 002")).toBe("identity");
    expect(kindIn("110105491331002")).not.toBe("identity");
    expect(kindIn("010105491231002")).not.toBe("identity");
  });

  it("finds an identity number that is split over cells of a row, and nothing in cells that are numbers of their own", () => {
    expect(forbiddenAcross(["王**", "110105", "19491231", "002X"])?.kind).toBe("identity");
    expect(forbiddenAcross(["1", "110105", "", "1949-12-31 002", "x"])?.kind).toBe("identity");
    expect(forbiddenAcross(["110105", "王", "19491231002X"])?.kind).toBe("identity");
    expect(forbiddenAcross(["13", "405", "201303"])).toBeUndefined();
    expect(forbiddenAcross(["110105", "19491231", "0020"])).toBeUndefined();
  });

  it("finds a number between others", () => {
    expect(kindIn(`3 ${MOBILE} 2`)).toBe("mobile");
    expect(kindIn(`1 ${IDENTITY}`)).toBe("identity");
    expect(kindIn(`7${IDENTITY}`)).toBe("identity");
  });

  it("passes over what the page wrote itself, and over nothing that only touches it", () => {
    const tail = " · 设备 5701 · 2026-11-26 20:44 · 快照 1 · 日志 3:ce333ca6a43420f722879243";
    // Device and time happen to pass Luhn's check.
    expect(kindIn(`综合窗口${tail}`)).toBe("card");
    expect(kindIn(withoutOwn(`综合窗口${tail}`, [tail]))).toBeUndefined();
    expect(kindIn(withoutOwn(`${MOBILE}${tail}`, [tail]))).toBe("mobile");
    // Taking it out joins nothing.
    expect(kindIn(withoutOwn(`138${tail}12345678`, [tail]))).toBeUndefined();
  });

  it("lets pass what a notice says", () => {
    for (const text of ["", "王**", "2013-03", "数据截至 2013-03-02", "2013-03-02 15:04", "3栋", "74", "110105********002X", "***5678", "快照 61", "0123456789"]) {
      expect(kindIn(text), text).toBeUndefined();
    }
  });
});
