//! What an error says could stand at its position: Chinese, then English, divided by ` · `.

pub(super) const CONDITION: &str = "条件，例如 80岁以上 · a condition, such as 80岁以上";
pub(super) const END: &str = "多了一个右括号，请删去 · nothing: this closing bracket has no opening one";
pub(super) const AND_OR: &str = "且、或，或者右括号 · and, or, or a closing bracket";
pub(super) const CLOSING_BRACKET: &str = "与这个左括号配对的右括号 · a closing bracket for this opening one";
pub(super) const CLOSING_QUOTE: &str = "与这个引号配对的后引号 · a closing quote for this one";
pub(super) const OPERATOR: &str =
    "运算符，例如 = ≠ < <= > >= 属于 介于 包含 缺失 · an operator, such as = != < <= > >= in between contains missing";
pub(super) const TRUTH_OPERATOR: &str = "= 是、= 否 或 缺失 · = true, = false or missing";
pub(super) const LIST: &str = "括号里的取值，例如 (甲, 乙) · values in brackets, such as (a, b)";
pub(super) const COMMA_OR_BRACKET: &str = "逗号或右括号 · a comma or a closing bracket";
pub(super) const BETWEEN_ENDS: &str = "“和”与上限 · and, then the upper end";
pub(super) const END_OF_TEXT: &str = "“开头”或“结尾”，例如 以王开头 · 开头 or 结尾, as in 以王开头";
pub(super) const LETTERS: &str = "拉丁字母，例如 zxm 或 zhangxiaoming · Latin letters, such as zxm or zhangxiaoming";
pub(super) const MEMBERS: &str =
    "括号里的条件，例如 户内有人 (80岁以上) · a condition in brackets, as in household any (age >= 80)";
pub(super) const MEMBER_COUNT: &str =
    "不小于 1 的整数，例如 户内至少2人 · a whole number of at least 1, as in household count >= 2";
pub(super) const LIKE_BEFORE: &str =
    "与前面同向的 < 或 >，例如 18 <= 年龄 < 60 · the same direction as before, as in 18 <= age < 60";
pub(super) const VALUE: &str = "取值 · a value";
pub(super) const NUMBER: &str = "阿拉伯数字，例如 80 · a number in digits, such as 80";
pub(super) const YEARS: &str = "岁，例如 80岁以上 · 岁, as in 80岁以上";
pub(super) const DATE: &str = "存在的日期，例如 2013-03-02 · a date that exists, such as 2013-03-02";
pub(super) const TRUTH: &str = "是或否 · true or false";
