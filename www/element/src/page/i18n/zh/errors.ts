/** What the page says in Chinese when something of the page itself goes wrong. */
import type { PageErrorCode } from "../../../shared/errors.js";

/** What happened, and what to do; `{name}` is filled with a parameter of the error. */
export type ErrorTexts = readonly [string, string];

export const errors = {
  page: {
    "page.aborted": ["操作已取消", "需要时请重新操作"],
    "page.superseded": ["已换成新的查询", "请看新的结果"],
    "page.locked": ["页面已锁定", "请重新输入口令"],
    "page.worker_died": ["查询程序意外停止，多半是内存不足", "请关闭其他网页后重新输入口令"],
    "page.engine_failed": ["这个浏览器不能运行查询程序（{kind}）", "请更新浏览器，或改用 Chrome、Edge、360 的新版本"],
    "page.not_open": ["还没有打开快照", "请先选择快照并解锁"],
    "page.fetch_failed": ["读取不到文件 {file}（状态 {status}）", "请检查网络或网页是否完整，然后刷新重试"],
    "page.file_failed": ["读取不到所选的文件", "请确认U盘还插着、文件没有移动，再选一次"],
    "page.no_slot": ["口令文件与快照分开保存，还没有选择", "请选择发给您的口令文件（.age）"],
    "page.masked_field": ["字段 {field} 打码显示，不能逐一列出", "请选择别的字段"],
    "page.charts_failed": ["画图的部分没有读到，先用表格显示", "请检查网络或网页是否完整；锁定后重新打开再试"],
    "page.config_invalid": ["网页的配置（config.json）不正确：{problem}", "请让发布者按说明改正后再打开"],
    "page.config_unreachable": ["读取不到网页的配置（config.json），离线副本也不在了", "请连上网络后刷新；急用时可以粘贴发布者公钥，再自己选择快照文件"],
    "page.incomplete": ["这个网页文件不完整", "请重新复制一份 yongquan.html，再核对校验值"],
    "page.no_purpose": ["还没有选择事由", "请先选择或写明查看的事由"],
    "page.log_no_auditor": ["这份快照没有指定审计公钥，操作无法记录，所以只给数字，不显示人员", "请发布者在 policy.toml 里写上 [auditor] 后重新打包"],
    "page.log_unwritable": ["操作日志写不进这台电脑，所以不显示人员", "请允许本页保存数据（不要用无痕窗口），确认磁盘没有满，然后锁定并重新打开"],
    "page.log_lost": ["这台电脑上的操作日志少了一段（最后记得的是 {mark}），所以不显示人员", "请先确认已知晓，再告诉审计人员"],
    "page.no_notice": ["本单位还没有公示规则，所以不能做公示名单", "请发布者在 policy.toml 里写上 [notice] 后重新打包"],
    "page.notice_field": ["字段 {field} 按本单位的规则不能公示", "请去掉这一列"],
    "page.notice_number": ["做好的公示里还有{expected}，位置：{place}。没有生成任何文件", "请去掉那一列，或请登记人员改正那里的内容，再试一次"],
    "page.too_many_rows": ["一次有 {count} 人，超过 {limit} 人的上限，没有生成", "请加条件缩小范围，分几次办理"],
    "page.print_failed": ["浏览器没有打开打印窗口，没有打印任何内容", "请允许本页打印，或改用导出"],
    "page.own_unkept": ["这个浏览器不让本页保存常用查询", "请允许本页保存数据（不要用无痕窗口），确认磁盘没有满；也可以导出成文件保管"],
    "page.own_unreadable": ["这台电脑上存的常用查询打不开：不是用您现在的口令存的，或已损坏", "请丢弃后重新保存，或从文件导入"],
    "page.questions_malformed": ["文件里的 {place} 不对：此处应为 {expected}", "没有导入任何内容。请让给您文件的人重新导出，或改正这一处"],
    "page.questions_version": ["这个常用查询文件的版本是 {found}，本页只认识 {known}", "没有导入任何内容。请更新本页后再导入"],
    "page.questions_many": ["常用查询最多存 {limit} 条", "请先删除不用的，再保存或导入"],
    "page.unexpected": ["程序出了意外（{kind}）", "请锁定后重试；再次出现请告诉发布者"],
  } as Readonly<Record<PageErrorCode, ErrorTexts>>,
};
