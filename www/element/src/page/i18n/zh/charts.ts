/** What the page says in Chinese of figures: facets. */

export const charts = {
  facet: {
    heading: "缩小范围",
    field: "按哪个字段",
    masked: "这个字段打码显示，不能在这里逐一列出。",
    more: (values: string, count: string) => `另有 ${values} 个值，共 ${count} 人`,
    empty: "没有值",
    hint: "点一下就缩小范围，再点一下取消。",
  },
};
