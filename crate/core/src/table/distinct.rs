//! Columns from values that somebody else has numbered already.

use super::{Codes, Column, Dictionary, TextDictionary};

impl Column {
    /// A column of texts that are distinct already: `texts` in any order, and for every row the place of its text among them,
    /// `None` for missing.
    ///
    /// Unlike [`from_texts`](Self::from_texts) it looks up no text a second time, which is most of the work for a register
    /// that was numbered while it was read. Texts that no row has do no harm; they are left out of the dictionary.
    ///
    /// # Panics
    ///
    /// If a row names a text that is not there. Texts that repeat break the dictionary, and are refused in debug builds.
    ///
    /// # Example
    ///
    /// ```
    /// use yongquan_core::table::Column;
    ///
    /// let column = Column::from_distinct_texts(&["b", "unused", "a"], [Some(2), None, Some(0)].into_iter());
    /// assert_eq!(column, Column::from_texts(&[Some("a"), None, Some("b")]));
    /// ```
    pub fn from_distinct_texts<T: AsRef<str>>(texts: &[T], cells: impl Iterator<Item = Option<u32>>) -> Self {
        let cells: Vec<Option<u32>> = cells.collect();
        let mut is_used = vec![false; texts.len()];
        for &number in cells.iter().flatten() {
            is_used[number as usize] = true;
        }
        let text = |number: u32| texts[number as usize].as_ref();
        let numbers = 0..u32::try_from(texts.len()).expect("MAX_ROWS fits 32 bits");
        let mut order: Vec<u32> = numbers.filter(|&number| is_used[number as usize]).collect();
        order.sort_unstable_by(|&a, &b| text(a).cmp(text(b)));
        debug_assert!(
            order.windows(2).all(|pair| text(pair[0]) != text(pair[1])),
            "the texts are distinct"
        );
        let mut places = vec![0; texts.len()];
        for (place, &number) in (0_u32..).zip(&order) {
            places[number as usize] = place;
        }
        let missing = u32::try_from(order.len()).expect("MAX_ROWS fits 32 bits");
        let codes = cells
            .iter()
            .map(|cell| cell.map_or(missing, |number| places[number as usize]));
        let codes = Codes::pack(codes.collect(), order.len());
        let dictionary = TextDictionary::from_sorted(order.iter().map(|&number| text(number)));
        Self::from_parts(Dictionary::Text(dictionary), codes)
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn numbered_texts_make_the_same_column_as_texts() {
        for cardinality in [0_usize, 1, 255, 256, 65_535, 65_536] {
            let texts: Vec<String> = (0..cardinality)
                .map(|number| format!("{:x}", number * 7919 % 65_537))
                .collect();
            let cells: Vec<Option<u32>> = (0..cardinality as u32).rev().map(Some).chain([None]).collect();
            let expected: Vec<Option<&str>> = cells
                .iter()
                .map(|cell| cell.map(|n| texts[n as usize].as_str()))
                .collect();
            let column = Column::from_distinct_texts(&texts, cells.iter().copied());
            assert_eq!(column, Column::from_texts(&expected), "{cardinality} texts");
        }
    }
}
