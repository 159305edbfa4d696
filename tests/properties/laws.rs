//! The laws of sets, in three-valued logic, for the engine alone.

use proptest::prelude::*;
use yongquan_core::query::Filter;

use crate::config;
use crate::generate::{filters, registers};
use crate::oracle::engine;

fn not(filter: &Filter) -> Filter {
    Filter::Not(Box::new(filter.clone()))
}

fn and(a: &Filter, b: &Filter) -> Filter {
    Filter::And(vec![a.clone(), b.clone()])
}

fn or(a: &Filter, b: &Filter) -> Filter {
    Filter::Or(vec![a.clone(), b.clone()])
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn the_laws_of_sets_hold(raw in registers(), a in filters(), b in filters(), c in filters()) {
        let register = raw.register();
        let dataset = engine::dataset(&register);
        let [a, b, c] = [a, b, c].map(|filter| filter.resolve(&register));
        let ask = |filter: &Filter| dataset.ask(filter).expect("the filter fits the schema");
        let laws = [
            ("double negation", not(&not(&a)), a.clone()),
            ("De Morgan for AND", not(&and(&a, &b)), or(&not(&a), &not(&b))),
            ("De Morgan for OR", not(&or(&a, &b)), and(&not(&a), &not(&b))),
            ("AND commutes", and(&a, &b), and(&b, &a)),
            ("OR commutes", or(&a, &b), or(&b, &a)),
            ("AND associates", and(&and(&a, &b), &c), and(&a, &and(&b, &c))),
            ("OR associates", or(&or(&a, &b), &c), or(&a, &or(&b, &c))),
            ("AND distributes", and(&a, &or(&b, &c)), or(&and(&a, &b), &and(&a, &c))),
            ("OR distributes", or(&a, &and(&b, &c)), and(&or(&a, &b), &or(&a, &c))),
            ("AND absorbs", and(&a, &or(&a, &b)), a.clone()),
            ("OR absorbs", or(&a, &and(&a, &b)), a.clone()),
        ];
        for (law, left, right) in &laws {
            prop_assert_eq!(ask(left), ask(right), "{}", law);
        }

        let mut intersection = ask(&a).matched().clone();
        intersection.intersect(ask(&b).matched());
        prop_assert_eq!(ask(&and(&a, &b)).matched().clone(), intersection);
        let mut union = ask(&a).matched().clone();
        union.unite(ask(&b).matched());
        prop_assert_eq!(ask(&or(&a, &b)).matched().clone(), union);
        prop_assert_eq!(ask(&not(&a)).counts().matched, ask(&a).counts().not_matched);
        prop_assert_eq!(ask(&not(&a)).counts().unknown, ask(&a).counts().unknown);
        prop_assert_eq!(ask(&a).matched().and_count(ask(&not(&a)).matched()), 0);
    }
}
