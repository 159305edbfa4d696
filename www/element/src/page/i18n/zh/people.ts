/** What the page says in Chinese of people: lists. */

export const people = {
  list: {
    heading: "名单",
    empty: "没有符合条件的人。可以移除一个条件再看。",
    range: (from: string, to: string, total: string) => `第 ${from}–${to} 条，共 ${total} 条`,
    first: "首页",
    previous: "上一页",
    next: "下一页",
    perPage: "每页",
    rows: (count: string) => `${count} 条`,
    sortBy: (field: string) => `按${field}排序`,
    ascending: "升序",
    descending: "降序",
    masked: "姓名、号码和住址打码显示，完整内容不会进入页面；凭事由查看将在以后的版本提供。",
    scroll: "名单，可左右滚动",
  },
  purpose: {
    ask: "为了什么看名单？",
    hint: "事由、时间和操作员会写进本机的操作日志。",
    show: "看名单",
    chosen: (purpose: string) => `事由：${purpose}`,
    change: "换事由",
    mark: (mark: string) => `日志 ${mark}`,
    acknowledge: "已知晓，并会告诉审计人员",
  },
};
