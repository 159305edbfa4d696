//! What an error says could stand at its position: Chinese, then English, divided by ` · `.

pub(super) const CONDITION: &str = "条件，例如 80岁以上 · a condition, such as 80岁以上";
pub(super) const END: &str = "多了一个右括号，请删去 · nothing: this closing bracket has no opening one";
pub(super) const AND_OR: &str = "且、或，或者右括号 · and, or, or a closing bracket";
pub(super) const CLOSING_BRACKET: &str = "与这个左括号配对的右括号 · a closing bracket for this opening one";
pub(super) const CLOSING_QUOTE: &str = "与这个引号配对的后引号 · a closing quote for this one";
pub(super) const OPERATOR: &str =
    "运算符，例如 = ≠ < <= > >= 属于 介于 缺失 · an operator, such as = != < <= > >= in between missing";
pub(super) const TRUTH_OPERATOR: &str = "= 是、= 否 或 缺失 · = true, = false or missing";
pub(super) const LIST: &str = "括号里的取值，例如 (甲, 乙) · values in brackets, such as (a, b)";
pub(super) const COMMA_OR_BRACKET: &str = "逗号或右括号 · a comma or a closing bracket";
pub(super) const BETWEEN_ENDS: &str = "“和”与上限 · and, then the upper end";
pub(super) const VALUE: &str = "取值 · a value";
pub(super) const NUMBER: &str = "阿拉伯数字，例如 80 · a number in digits, such as 80";
pub(super) const YEARS: &str = "岁，例如 80岁以上 · 岁, as in 80岁以上";
pub(super) const DATE: &str = "存在的日期，例如 2013-03-02 · a date that exists, such as 2013-03-02";
pub(super) const TRUTH: &str = "是或否 · true or false";
