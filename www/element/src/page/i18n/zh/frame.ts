/** What the page says in Chinese around the open page. */

export const frame = {
  footer: {
    snapshot: (seq: string) => `快照 ${seq}`,
    verified: "已验签 ✓",
    offline: "数据只在本机",
    highest: (seq: string) => `本机最新 ${seq}`,
    idle: (minutes: string) => `${minutes} 分钟无操作将自动锁定`,
  },
};
