//! What households of each size are made of.
//!
//! The shares are chosen so that the generations of the households come near those of the district in 2010: 41.5 % one,
//! 43.2 % two, 14.7 % three, 0.6 % four or more.

/// The people around whom a household is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreKind {
    /// Husband and wife.
    Couple,
    /// One parent.
    Parent,
    /// People of an age who share a dwelling; one person alone is the smallest of these.
    Peers,
    /// Husband and wife with grandchildren.
    GrandparentCouple,
    /// One person with grandchildren.
    Grandparent,
}

/// The make-up of a household; seats that nobody fits stay free for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Who is in the middle.
    pub core: CoreKind,
    /// Seats for children (of a grandparent: for grandchildren).
    pub children: usize,
    /// Seats for parents of the core: a couple when two.
    pub parents: usize,
    /// Seats for a parent of those parents.
    pub grandparents: usize,
}

impl Template {
    /// One person, or people who share a dwelling.
    pub const PEERS: Template = Template {
        core: CoreKind::Peers,
        children: 0,
        parents: 0,
        grandparents: 0,
    };

    /// How many couples the template needs.
    pub fn couple_count(&self) -> usize {
        let core = matches!(self.core, CoreKind::Couple | CoreKind::GrandparentCouple);
        usize::from(core) + usize::from(self.parents == 2)
    }
}

/// The templates of a household size with their shares.
pub fn templates(size: usize) -> Vec<(Template, f64)> {
    use CoreKind::{Couple, Grandparent, GrandparentCouple, Parent, Peers};
    let make = |core, children, parents, grandparents| Template {
        core,
        children,
        parents,
        grandparents,
    };
    match size {
        0 | 1 => vec![(Template::PEERS, 1.0)],
        2 => vec![
            (make(Couple, 0, 0, 0), 0.56),
            (make(Parent, 1, 0, 0), 0.25),
            (make(Peers, 0, 0, 0), 0.18),
            (make(Grandparent, 1, 0, 0), 0.01),
        ],
        3 => vec![
            (make(Couple, 1, 0, 0), 0.79),
            (make(Couple, 0, 1, 0), 0.03),
            (make(Parent, 1, 1, 0), 0.06),
            (make(Parent, 2, 0, 0), 0.04),
            (make(Peers, 0, 0, 0), 0.06),
            (make(GrandparentCouple, 1, 0, 0), 0.02),
        ],
        4 => vec![
            (make(Couple, 2, 0, 0), 0.42),
            (make(Couple, 1, 1, 0), 0.40),
            (make(Couple, 0, 2, 0), 0.08),
            (make(Parent, 1, 2, 0), 0.05),
            (make(Peers, 0, 0, 0), 0.05),
        ],
        5 => vec![
            (make(Couple, 1, 2, 0), 0.80),
            (make(Couple, 2, 1, 0), 0.18),
            (make(Couple, 3, 0, 0), 0.02),
        ],
        6 => vec![
            (make(Couple, 2, 2, 0), 0.68),
            (make(Couple, 1, 2, 1), 0.26),
            (make(Couple, 3, 1, 0), 0.06),
        ],
        7 => vec![(make(Couple, 2, 2, 1), 0.6), (make(Couple, 3, 2, 0), 0.4)],
        _ => vec![(make(Couple, 3, 2, 0), 0.5), (make(Couple, 3, 2, 1), 0.5)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_template_needs_more_people_than_its_household_has() {
        for size in 1..=12 {
            for (template, share) in templates(size) {
                let core = match template.core {
                    CoreKind::Couple | CoreKind::GrandparentCouple => 2,
                    CoreKind::Parent | CoreKind::Peers | CoreKind::Grandparent => 1,
                };
                assert!(
                    core + template.children + template.parents + template.grandparents <= size,
                    "{template:?}"
                );
                assert!(share > 0.0);
            }
        }
    }
}
