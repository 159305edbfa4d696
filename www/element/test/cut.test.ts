import { describe, expect, it } from "vitest";
import { cut } from "../src/worker/cut.js";

describe("cutting for the notice board", () => {
  it("leaves of a name the surname, also one of two characters", () => {
    expect(cut("王小英", "surname")).toBe("王**");
    expect(cut("王英", "surname")).toBe("王**");
    expect(cut("欧阳小英", "surname")).toBe("欧阳**");
    // Two characters in all are a surname of one and a name of one.
    expect(cut("司马", "surname")).toBe("司**");
    expect(cut("王", "surname")).toBe("***");
    expect(cut("", "surname")).toBe("***");
    expect(cut("𠮷田明", "surname")).toBe("𠮷**");
  });

  it("leaves of a name the first character and the last of three or more", () => {
    expect(cut("周小明", "name")).toBe("周*明");
    expect(cut("周明", "name")).toBe("周*");
  });

  it("leaves of an address what leads to the building", () => {
    expect(cut("泉州路12号3栋2单元501室", "building")).toBe("泉州路12号3栋");
    expect(cut("瑞泉馨城3幢501", "building")).toBe("瑞泉馨城3幢");
    expect(cut("长青路12号楼2单元", "building")).toBe("长青路12号楼");
    expect(cut("长青路12号501室", "building")).toBe("长青路12号");
    expect(cut("四川省温江区竹林村7组219号", "building")).toBe("四川省温江区竹林村7组");
    expect(cut("四川省宣汉县第10居民小组59号", "building")).toBe("四川省宣汉县第10居民小组");
    expect(cut("长青路12号", "building")).toBe("长青路");
    expect(cut("长青路12-3号", "building")).toBe("长青路");
    expect(cut("12号", "building")).toBe("***");
    expect(cut("A座1203", "building")).toBe("A座");
    expect(cut("村东头老张家", "building")).toBe("***");
  });

  it("leaves of a date year and month, and of what is no date nothing", () => {
    expect(cut("1931-07-15", "month")).toBe("1931-07");
    expect(cut("1931", "month")).toBe("***");
    expect(cut("1931-07-15T00:00", "month")).toBe("***");
  });

  it("leaves of a number the last four characters, if that hides most of it", () => {
    expect(cut("13812341234", "last4")).toBe("***1234");
    expect(cut("11010119900307803X", "last4")).toBe("***803X");
    expect(cut("1234567", "last4")).toBe("***");
    expect(cut(12345678, "last4")).toBe("***5678");
  });
});
