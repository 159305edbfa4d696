/** What the page says in Chinese around the open page. */

export const frame = {
  footer: {
    snapshot: (seq: string) => `快照 ${seq}`,
    verified: "已验签 ✓",
    offline: "数据只在本机",
    highest: (seq: string) => `本机最新 ${seq}`,
    idle: (minutes: string) => `${minutes} 分钟无操作将自动锁定`,
  },
  header: {
    help: "帮助",
    operator: (name: string) => `值班员 ${name}`,
  },
  appearance: {
    button: "显示",
    heading: "显示设置",
    theme: "颜色",
    themes: {
      system: "跟随系统",
      light: "浅色",
      dark: "深色",
      "contrast-light": "高对比，白底黑字",
      "contrast-dark": "高对比，黑底白字",
    },
    size: "字号",
    sizes: { normal: "标准", large: "大", larger: "特大" },
  },
  idleHint: {
    soon: "长时间没有操作，马上自动锁定：",
    seconds: (count: string) => `${count} 秒`,
    stay: "动一下鼠标、屏幕或键盘就继续。",
  },
};
